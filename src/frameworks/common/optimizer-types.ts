/**
 * Optimizers do not save what they are; the names of their options, and of what they keep for each
 * parameter, tell. https://github.com/pytorch/pytorch/tree/v2.7.0/torch/optim
 */

interface OptimizerType {
  readonly type: string;
  /** Options that every version of it writes. */
  readonly options: readonly string[];
  /** Options that make it another one. */
  readonly not?: readonly string[];
  /** All it may keep for a parameter. */
  readonly state: readonly string[];
  /** What it keeps for some, where options are not enough. */
  readonly keeps?: string;
}

const MOMENTS = ['step', 'exp_avg', 'exp_avg_sq'];
const ADAM = [...MOMENTS, 'max_exp_avg_sq'];
const BETAS = ['betas', 'eps', 'weight_decay'];

/** The first that fits is it. */
const TYPES: readonly OptimizerType[] = [
  { type: 'NAdam', options: [...BETAS, 'momentum_decay'], state: [...MOMENTS, 'mu_product'] },
  // https://github.com/huggingface/transformers/blob/v4.40.0/src/transformers/optimization.py
  { type: 'AdamW', options: [...BETAS, 'correct_bias'], not: ['amsgrad'], state: MOMENTS },
  {
    type: 'Adafactor',
    options: ['clip_threshold', 'decay_rate', 'beta1', 'scale_parameter', 'relative_step'],
    state: [...MOMENTS, 'exp_avg_sq_row', 'exp_avg_sq_col', 'RMS'],
  },
  // https://github.com/NVIDIA/apex/tree/24.04.01/apex/optimizers
  {
    type: 'FusedLAMB',
    options: [...BETAS, 'bias_correction', 'grad_averaging', 'max_grad_norm'],
    state: MOMENTS,
  },
  {
    // It counts steps for the whole group; others with these options count for each parameter.
    type: 'FusedAdam',
    options: [...BETAS, 'bias_correction'],
    not: ['amsgrad', 'grad_averaging', 'max_grad_norm'],
    state: ['exp_avg', 'exp_avg_sq'],
    keeps: 'exp_avg',
  },
  // https://github.com/deepspeedai/DeepSpeed/blob/v0.14.4/deepspeed/ops/adam/cpu_adam.py
  { type: 'DeepSpeedCPUAdam', options: [...BETAS, 'bias_correction', 'amsgrad'], state: MOMENTS },
  {
    type: 'Adafactor',
    options: ['beta2_decay', 'eps', 'd', 'weight_decay'],
    state: ['step', 'row_var', 'col_var', 'variance'],
  },
  { type: 'Adamax', options: BETAS, state: ['step', 'exp_avg', 'exp_inf'], keeps: 'exp_inf' },
  {
    type: 'RAdam',
    options: [...BETAS, 'decoupled_weight_decay'],
    not: ['amsgrad'],
    state: MOMENTS,
  },
  // The older ones of torch have nothing of their own but `foreach`.
  {
    type: 'RAdam',
    options: [...BETAS, 'foreach', 'differentiable'],
    not: ['amsgrad'],
    state: MOMENTS,
    keeps: 'exp_avg_sq',
  },
  {
    type: 'SparseAdam',
    options: ['betas', 'eps', 'maximize'],
    not: ['weight_decay', 'amsgrad'],
    state: MOMENTS,
  },
  { type: 'Adagrad', options: ['lr_decay', 'initial_accumulator_value'], state: ['step', 'sum'] },
  {
    type: 'Adadelta',
    options: ['rho', 'eps'],
    not: ['betas'],
    state: ['step', 'square_avg', 'acc_delta'],
  },
  {
    type: 'RMSprop',
    options: ['momentum', 'alpha', 'eps', 'centered'],
    state: ['step', 'square_avg', 'momentum_buffer', 'grad_avg'],
  },
  { type: 'Rprop', options: ['etas', 'step_sizes'], state: ['step', 'prev', 'step_size'] },
  { type: 'ASGD', options: ['lambd', 'alpha', 't0'], state: ['step', 'eta', 'mu', 'ax'] },
  {
    type: 'LBFGS',
    options: ['max_iter', 'max_eval', 'tolerance_grad', 'tolerance_change', 'history_size'],
    state: [
      ...['func_evals', 'n_iter', 'd', 't', 'old_dirs', 'old_stps', 'ro', 'H_diag'],
      ...['prev_flat_grad', 'prev_loss', 'al'],
    ],
  },
  { type: 'Muon', options: ['momentum', 'nesterov', 'ns_steps'], state: ['momentum_buffer'] },
  {
    type: 'SGD',
    options: ['momentum', 'dampening', 'weight_decay', 'nesterov'],
    state: ['momentum_buffer'],
  },
  {
    type: 'Lion',
    options: ['betas', 'weight_decay'],
    not: ['eps', 'amsgrad'],
    state: ['exp_avg'],
    keeps: 'exp_avg',
  },
];

/**
 * The types that it may be, by the options that all groups have, in their order, and by all names of
 * state.
 */
export function optimizerTypes(
  options: ReadonlySet<string>,
  state: ReadonlySet<string>,
  isDecoupled: boolean | undefined,
): readonly string[] {
  const found = TYPES.find(
    (each) =>
      each.options.every((name) => options.has(name)) &&
      !each.not?.some((name) => options.has(name)) &&
      (each.keeps === undefined || state.has(each.keeps)) &&
      isSubset(state, each.state),
  );
  if (found !== undefined) return [found.type];
  const isAdam = [...BETAS, 'amsgrad'].every((name) => options.has(name)) && isSubset(state, ADAM);
  return isAdam ? adamTypes(options, isDecoupled) : [];
}

/**
 * AdamW has been an Adam with `decoupled_weight_decay` since torch 2.7. Before, from 1.12 on, it set
 * `foreach` before `maximize`, and Adam the other way round; before that nothing tells them apart.
 * https://github.com/pytorch/pytorch/blob/v2.0.0/torch/optim/adamw.py
 */
function adamTypes(options: ReadonlySet<string>, isDecoupled: boolean | undefined) {
  if (isDecoupled !== undefined) return [isDecoupled ? 'AdamW' : 'Adam'];
  const order = [...options];
  const next = order.slice(order.indexOf('amsgrad') + 1, order.indexOf('amsgrad') + 3).join();
  if (next === 'foreach,maximize') return ['AdamW'];
  return next === 'maximize,foreach' ? ['Adam'] : ['Adam', 'AdamW'];
}

function isSubset(names: ReadonlySet<string>, of: readonly string[]): boolean {
  for (const name of names) if (!of.includes(name)) return false;
  return true;
}
