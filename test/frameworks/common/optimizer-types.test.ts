import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entry } from '../../../src/frameworks/common/entries.ts';
import { readOptimizer } from '../../../src/frameworks/common/optimizer.ts';
import { readWeights } from '../../../src/frameworks/common/weights.ts';
import type { Value } from '../../../src/model/value.ts';
import { announce, CORPUS, hasCorpus } from '../../support/corpus.ts';
import { openPath } from '../../support/goldens.ts';
import { dict, float, list, mapping, tensor, tuple } from '../../support/values.ts';

/** An optimizer of one group with these options, that keeps this for its one parameter. */
function optimizer(options: string, state: string): Value {
  const names = (text: string) => text.split(' ').filter((name) => name !== '');
  const group = names(options).map((option): [string, Value] => {
    const [name = '', flag] = option.split('=');
    return [name, flag === undefined ? float(0.5) : flag === 'True'];
  });
  const kept = names(state).map((name): [string, Value] => [name, tensor([2])]);
  return dict({
    state: kept.length === 0 ? dict({}) : mapping([0, dict(Object.fromEntries(kept))]),
    param_groups: list(dict({ ...Object.fromEntries(group), params: list(0) })),
  });
}

const OLD_ADAM = 'lr betas eps weight_decay amsgrad';
const MOMENTS = 'step exp_avg exp_avg_sq';

describe('the type of an optimizer, by its options and what it keeps', () => {
  const cases: readonly (readonly [type: string, options: string, state: string])[] = [
    ['Adam or AdamW', OLD_ADAM, MOMENTS],
    ['Adam or AdamW', OLD_ADAM, ''],
    ['Adam', `${OLD_ADAM} maximize foreach capturable`, MOMENTS],
    ['AdamW', `${OLD_ADAM} foreach maximize capturable`, MOMENTS],
    ['Adam or AdamW', `foreach ${OLD_ADAM} capturable maximize`, MOMENTS],
    ['AdamW', `${OLD_ADAM} maximize foreach decoupled_weight_decay=True`, MOMENTS],
    ['Adam', `foreach ${OLD_ADAM} decoupled_weight_decay=False`, MOMENTS],
    ['Adam or AdamW', `${OLD_ADAM} decoupled_weight_decay`, MOMENTS],
    ['AdamW', 'lr betas eps weight_decay correct_bias=True', MOMENTS],
    ['RAdam', 'lr betas eps weight_decay foreach differentiable', MOMENTS],
    ['RAdam', 'lr betas eps weight_decay maximize decoupled_weight_decay=False', ''],
    ['NAdam', 'lr betas eps weight_decay momentum_decay', `${MOMENTS} mu_product`],
    ['Adamax', 'lr betas eps weight_decay', 'step exp_avg exp_inf'],
    ['SparseAdam', 'lr betas eps maximize', MOMENTS],
    ['FusedAdam', 'lr bias_correction betas eps weight_decay step', 'exp_avg exp_avg_sq'],
    [
      'FusedLAMB',
      'lr bias_correction betas eps weight_decay grad_averaging max_grad_norm',
      'exp_avg exp_avg_sq',
    ],
    ['DeepSpeedCPUAdam', 'lr betas eps weight_decay bias_correction amsgrad', MOMENTS],
    [
      'Adafactor',
      'lr eps clip_threshold decay_rate beta1 weight_decay scale_parameter relative_step warmup_init',
      'step exp_avg_sq_row exp_avg_sq_col RMS',
    ],
    ['Lion', 'lr betas weight_decay', 'exp_avg'],
    ['Muon', 'lr momentum nesterov ns_steps', 'momentum_buffer'],
    ['SGD', 'lr momentum dampening weight_decay nesterov', ''],
    ['SGD', 'name lr momentum dampening weight_decay nesterov initial_lr', 'momentum_buffer'],
    ['unknown', 'lr', ''],
    ['unknown', '', ''],
    // Two more that nothing of theirs tells apart.
    ['unknown', 'lr betas eps weight_decay', MOMENTS],
    ['unknown', 'lr betas eps weight_decay alpha', 'step state1 qmap1 absmax1'],
    ['unknown', 'lr betas eps weight_decay bias_correction', MOMENTS],
    // A class that was made from Adam.
    ['unknown', `${OLD_ADAM} decoupled_weight_decay=True`, `${MOMENTS} slow_buffer`],
    ['unknown', 'lr betas weight_decay', ''],
  ];
  for (const [type, options, state] of cases) {
    it(`${type}: ${options || 'no options'} / ${state || 'no state'}`, () => {
      const found = readOptimizer(optimizer(options, state), '', undefined);
      expect(found.type ?? found.candidates?.join(' or ') ?? 'unknown').toBe(type);
    });
  }

  it('takes what all groups say', () => {
    const group = (decoupled: boolean) =>
      dict({
        ...{ lr: 1, betas: tuple(), eps: 1, weight_decay: 1, amsgrad: false },
        ...{ decoupled_weight_decay: decoupled, params: list() },
      });
    const of = (...groups: Value[]) =>
      readOptimizer(dict({ state: dict({}), param_groups: list(...groups) }), '', undefined);
    expect(of(group(true), group(true)).type).toBe('AdamW');
    expect(of(group(true), group(false)).candidates).toEqual(['Adam', 'AdamW']);
    expect(of(group(true), dict({ lr: 1, params: list() })).type).toBeUndefined();
  });
});

/** The files of the corpus, by torch 2.13 all of them: what their names say, and the naming. */
const TORCH: readonly (readonly [file: string, type: string, naming: string])[] = [
  ['adadelta', 'Adadelta', 'proven'],
  ['adafactor', 'Adafactor', 'proven'],
  ['adagrad', 'Adagrad', 'proven'],
  ['adam', 'Adam', 'proven'],
  ['adam_amsgrad', 'Adam', 'proven'],
  ['adamax', 'Adamax', 'proven'],
  ['adamw_groups', 'AdamW', 'proven'],
  ['asgd', 'ASGD', 'proven'],
  ['capturable_like', 'Adam', 'proven'],
  ['frozen', 'Adam', 'proven'],
  // One vector for all parameters: nothing has their shapes.
  ['lbfgs', 'LBFGS', 'plausible'],
  ['muon', 'Muon', 'proven'],
  ['nadam', 'NAdam', 'proven'],
  ['named_params', 'AdamW', 'exact'],
  ['radam', 'RAdam', 'proven'],
  ['rmsprop', 'RMSprop', 'proven'],
  ['rprop', 'Rprop', 'proven'],
  ['sgd', 'SGD', 'plausible'],
  ['sgd_momentum', 'SGD', 'proven'],
];

/** Written by torch 2.0 or so, and named after the class. */
const OLDER = [
  'Adadelta',
  'Adagrad',
  'Adam',
  'Adamax',
  'AdamW',
  'ASGD',
  'NAdam',
  'RAdam',
  'RMSprop',
  'Rprop',
  'SGD',
];

describe.runIf(hasCorpus)('optimizers by torch', () => {
  it('of the corpus are told, and their parameters named', async () => {
    for (const [file, type, naming] of TORCH) {
      const { root } = await openPath(join(CORPUS, 'torch/optim', `${file}.pt`));
      const weights = readWeights(entry(root, 'model') ?? null, 'model', 'model');
      const state = readOptimizer(entry(root, 'optimizer') ?? null, 'optimizer', weights);
      expect([file, state.type, state.naming]).toEqual([file, type, naming]);
      const names = weights.tensors.map(({ name }) => name);
      const all = file === 'muon' ? names.filter((name) => name.endsWith('weight')) : names;
      expect(state.parameters.map(({ name }) => name)).toEqual(all);
    }
    announce(`types of optimizers: ${TORCH.length} files of the corpus`);
  });

  it('of other versions are told', async () => {
    const folder = 'third-party/shaltielshmid+TorchSharp.PyBridge/TorchSharp.PyBridge.Tests';
    const told: string[] = [];
    for (const type of OLDER) {
      const file = join(CORPUS, folder, 'pickled_optimizers', `${type.toLowerCase()}_load.pth`);
      if (!existsSync(file)) continue;
      const state = readOptimizer((await openPath(file)).root, '', undefined);
      expect(state.type).toBe(type);
      told.push(type);
    }
    announce(`types of optimizers: ${told.length} of ${OLDER.length} by older versions`);
    expect(told.length).toBeGreaterThan(0);
  });
});

if (!hasCorpus) announce('types of optimizers: no corpus, only literals');
