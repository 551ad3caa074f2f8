import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/model/value.ts';
import { tensorsOf } from '../../src/operations/tensor-list.ts';
import { weightsOf } from '../../src/operations/weights.ts';
import { dict, instance, list, mapping, tensor } from '../support/values.ts';

const floats = (...shape: number[]) => tensor(shape, { dtype: 'float32' });
const found = (root: Value) => {
  const { parameterCount, sections } = weightsOf(root, tensorsOf(root));
  return { parameterCount, sections };
};
const state = () => dict({ 'a.weight': floats(2, 3), 'a.bias': floats(3) });

const CASES: readonly (readonly [
  what: string,
  root: Value,
  parameterCount: number,
  sections: readonly string[],
])[] = [
  ['a state dict', state(), 9, []],
  ['a state dict with a version', dict({ ...Object.fromEntries(state().entries), v: 1 }), 9, []],
  ['a list of tensors', list(floats(2), floats(3)), 5, []],
  ['a whole module', instance('a.Model', { _parameters: state() }), 9, []],
  ['a lone tensor', floats(4, 4), 16, []],
  ['nothing', dict({}), 0, []],
  [
    'a training checkpoint',
    dict({
      epoch: 1,
      state_dict: state(),
      optimizer_states: list(dict({ exp_avg: floats(99) })),
      lr_schedulers: list(dict({ x: floats(99) })),
      rng_states: dict({ torch: floats(99) }),
      loops: dict({ x: floats(99) }),
      callbacks: dict({ x: floats(99) }),
      grad_scaler: dict({ x: floats(99) }),
      loss: floats(99),
    }),
    9,
    ['state_dict'],
  ],
  [
    'two networks',
    dict({ epoch: 1, generator: state(), discriminator: state(), n: 5 }),
    18,
    ['generator', 'discriminator'],
  ],
  [
    'averaged copies, under names that people give them',
    dict({
      model: state(),
      ema: state(),
      model_ema: state(),
      ema_state_dict: state(),
      'swa-model': state(),
      averaged_model: state(),
    }),
    9,
    ['model'],
  ],
  ['only an averaged copy', dict({ epoch: 1, ema_model: state(), n: 2 }), 9, ['ema_model']],
  [
    'sections whose names only contain such a word',
    dict({ semantic: state(), schema_encoder: state(), acoustic: state() }),
    27,
    ['semantic', 'schema_encoder', 'acoustic'],
  ],
  ['only an optimizer', dict({ optimizer: dict({ exp_avg: floats(9) }), n: 1, m: 2 }), 0, []],
];

describe('the weights of a checkpoint', () => {
  for (const [what, root, parameterCount, sections] of CASES) {
    it(`${what}: ${parameterCount}`, () =>
      expect(found(root)).toEqual({ parameterCount, sections }));
  }
});

describe('what counts as a parameter', () => {
  const names: readonly (readonly [string, boolean])[] = [
    ['weight', true],
    ['layers.0.running_speed', true],
    ['bn.running_mean', false],
    ['running_var', false],
    ['bn.num_batches_tracked', false],
    ['embeddings.position_ids', false],
    ['rotary.inv_freq', false],
    ['attn.relative_position_index', false],
    ['attn.masked_bias', false],
  ];
  for (const [name, counts] of names) {
    it(`${name}: ${counts}`, () => {
      expect(found(dict({ [name]: floats(7) })).parameterCount).toBe(counts ? 7 : 0);
    });
  }

  it('not what is no number to train', () => {
    const root = dict({
      a: tensor([2], { dtype: 'int64' }),
      b: tensor([2], { dtype: 'bool' }),
      c: tensor([2], { dtype: 'bits8' }),
      d: tensor([2], { dtype: 'float8_e4m3fn' }),
      e: tensor([3], { dtype: 'complex64' }),
      f: tensor([4], { dtype: 'qint8' }),
    });

    expect(found(root).parameterCount).toBe(9);
  });

  it('tied ones once: the same view of the same storage', () => {
    const weight = floats(4, 6);
    const tied = { ...weight, requiresGrad: true };
    const transposed = { ...weight, shape: [6, 4], strides: [1, 6] };
    const row = { ...weight, shape: [6], strides: [1], storageOffset: 6 };
    const otherRow = { ...row, storageOffset: 12 };

    expect(found(dict({ weight, tied })).parameterCount).toBe(24);
    expect(found(dict({ weight, transposed })).parameterCount).toBe(48);
    expect(found(dict({ row, otherRow })).parameterCount).toBe(12);
    expect(found(dict({ a: floats(2), b: floats(2) })).parameterCount).toBe(4);
  });

  it('numpy arrays too, each by itself', () => {
    const array: Value = {
      kind: 'ndarray',
      ...{ dtype: 'float32', shape: [5], fortran: false },
      ...{ data: new Uint8Array(20), itemBytes: 4 },
    };

    expect(found(dict({ a: array, b: array, c: { ...array } })).parameterCount).toBe(10);
    expect(found(mapping(['a', { ...array, dtype: '<U5' }])).parameterCount).toBe(0);
  });
});
