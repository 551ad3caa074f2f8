/**
 * The schedulers of torch, by what they keep beside what all keep. The first that fits is it.
 * https://github.com/pytorch/pytorch/blob/v2.7.0/torch/optim/lr_scheduler.py
 */
const TYPES: readonly { readonly type: string; readonly keys: readonly string[] }[] = [
  { type: 'SequentialLR', keys: ['_schedulers', '_milestones'] },
  { type: 'ChainedScheduler', keys: ['_schedulers'] },
  { type: 'ReduceLROnPlateau', keys: ['patience', 'threshold_mode', 'num_bad_epochs'] },
  { type: 'OneCycleLR', keys: ['total_steps', 'cycle_momentum'] },
  { type: 'CyclicLR', keys: ['max_lrs', 'total_size', 'step_ratio'] },
  { type: 'CosineAnnealingWarmRestarts', keys: ['T_0', 'T_i', 'T_mult'] },
  { type: 'CosineAnnealingLR', keys: ['T_max', 'eta_min'] },
  { type: 'StepLR', keys: ['step_size', 'gamma'] },
  { type: 'MultiStepLR', keys: ['milestones', 'gamma'] },
  { type: 'LinearLR', keys: ['start_factor', 'end_factor', 'total_iters'] },
  { type: 'ConstantLR', keys: ['factor', 'total_iters'] },
  { type: 'PolynomialLR', keys: ['total_iters', 'power'] },
  { type: 'SWALR', keys: ['anneal_epochs'] },
  // MultiplicativeLR, which is rare, keeps just the same.
  { type: 'LambdaLR', keys: ['lr_lambdas'] },
];

/** What all keep, in one version or another. */
const COMMON: ReadonlySet<string> = new Set([
  ...['base_lrs', 'last_epoch', 'verbose', '_step_count', '_last_lr'],
  ...['_is_initial', '_get_lr_called_within_step'],
]);

export function schedulerType(keys: ReadonlySet<string>): string | undefined {
  const found = TYPES.find((each) => each.keys.every((key) => keys.has(key)));
  if (found !== undefined) return found.type;
  // Others have a `gamma` too.
  const own = Array.from(keys).filter((key) => !COMMON.has(key));
  return own.join() === 'gamma' ? 'ExponentialLR' : undefined;
}
