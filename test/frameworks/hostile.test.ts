import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameworks, trainingStateOf } from '../../src/frameworks/index.ts';
import type { Mapping, Value } from '../../src/model/value.ts';
import {
  adam,
  gradScaler,
  layer,
  lostArrays,
  lostPaths,
  nnModule,
  stateOf,
  stepLr,
} from '../support/training.ts';
import {
  bytesValue,
  dict,
  float,
  global,
  list,
  mapping,
  opaque,
  tensor,
  tuple,
} from '../support/values.ts';

/** Names that mean something to a framework, and some that do not. */
const KEYS = [
  ...['model', 'state_dict', 'optimizer', 'optimizers', 'scheduler', 'scaler', 'epoch', 'step'],
  ...['config', 'args', 'meta', 'extra_state', 'optimizer_history', 'train_iterator', 'ema'],
  ...['best_acc', 'best_fitness', 'version', 'date', 'arch', 'model_args', 'iter_num', 'dims'],
  ...['state', 'param_groups', 'lr', 'last_epoch', 'base_lrs', '_last_lr', 'n_averaged'],
  ...['_parameters', '_buffers', '_modules', 'ds_config', 'ds_version', 'module', '__author__'],
  ...['pytorch-lightning_version', 'hyper_parameters', 'callbacks', 'loops', 'lr_schedulers'],
  ...['optimizer_states', 'python', 'numpy', 'cpu', 'rng', '__proto__', '', 'a.b', 'x y'],
];

const names: fc.Arbitrary<Value> = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom<Value>(...KEYS) },
  { weight: 1, arbitrary: fc.constantFrom<Value>(0, 1, -1, 2n ** 70n) },
);
/** Keys that no name can stand for. */
const keys: fc.Arbitrary<Value> = fc.oneof(
  names,
  fc.constantFrom<Value>(null, true, tuple(1, 'a'), float(0.5), tensor([1])),
);

const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>(null, true, 0, 3, -1, 2 ** 53 - 1, 10n ** 30n, '', 'text', '2.9.0'),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0.5).map(float),
  fc.constantFrom([], [0], [2, 3]).map((shape) => tensor(shape, { dtype: 'float32' })),
  fc.constantFrom<Value>(bytesValue(1), global('a.B'), opaque('a.B'), list(), dict({})),
);

const common: fc.Arbitrary<Value> = fc.constantFrom('w', 'o', 's', 'g', 'm').map((which) => {
  if (which === 'w') return layer();
  if (which === 'o') return adam();
  if (which === 's') return stepLr(3);
  return which === 'g' ? gradScaler(2) : nnModule('a.B', { parameters: { w: tensor([2]) } });
});

/** Trees with a dict at the top. */
function roots(key: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  const pairs = (value: fc.Arbitrary<Value>, maxLength: number) =>
    fc.uniqueArray(fc.tuple(key, value), { maxLength, selector: ([name]) => name });
  const { tree } = fc.letrec<{ tree: Value }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, depthSize: 'medium' },
      leaf,
      common,
      pairs(tie('tree'), 8).map((entries) => mapping(...entries)),
      fc.array(tie('tree'), { maxLength: 4 }).map((items) => list(...items)),
      pairs(tie('tree'), 8).map((items) => opaque('yacs.config.CfgNode', { items })),
      pairs(tie('tree'), 8).map((entries) =>
        opaque('argparse.Namespace', { state: mapping(...entries) }),
      ),
    ),
  }));
  return pairs(tree, 12).map((entries) => mapping(...entries));
}

describe('frameworks and trees that nothing wrote', () => {
  it('agree on what they recognize, and keep everything of it', () => {
    fc.assert(
      fc.property(roots(names), (value) => {
        const state = trainingStateOf(value);
        if (state === undefined) return;
        expect(lostPaths(value, state)).toEqual([]);
        expect(lostArrays(value, state)).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it('do not throw where they are asked to read what they do not recognize', () => {
    fc.assert(
      fc.property(roots(keys), (value) => {
        for (const framework of frameworks) framework.read(value);
      }),
      { numRuns: 300 },
    );
  });

  it('take what contains itself', () => {
    for (const name of KEYS) {
      const entries = new Map<Value, Value>([
        ...[['model', layer()] as const, ['epoch', 3] as const],
      ]);
      const cycle: Mapping = { kind: 'mapping', type: 'dict', entries };
      entries.set(name, cycle);
      entries.set('list', list(cycle));
      for (const framework of frameworks) {
        framework.recognizes(cycle);
        framework.read(cycle);
      }
    }
  });

  it('read many names of the same weights once', () => {
    const weights = dict(
      Object.fromEntries(
        Array.from({ length: 2000 }, (_, index) => [`${index}.weight`, tensor([1])]),
      ),
    );
    const names = Array.from({ length: 2000 }, (_, index) => [`model_${index}`, weights] as const);
    const state = stateOf(dict({ epoch: 1, ...Object.fromEntries(names) }));

    expect(state.weights).toHaveLength(1);
    expect(state.extra).toHaveLength(1999);
  });
});
