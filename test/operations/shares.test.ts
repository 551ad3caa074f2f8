import { describe, expect, it } from 'vitest';
import { emptyState } from '../../src/frameworks/common/empty.ts';
import { readOptimizer } from '../../src/frameworks/common/optimizer.ts';
import { readWeights } from '../../src/frameworks/common/weights.ts';
import type { Tensor } from '../../src/model/value.ts';
import { sizeShares } from '../../src/operations/shares.ts';
import { tensor as anyTensor, dict, list, mapping, storage } from '../support/values.ts';

const FRAMEWORK = { id: 'test', title: 'test', notes: [] };
const NOTHING = { weights: 0, copies: 0, optimizers: 0, otherTensors: 0, unreferenced: 0 };

/** Of float32, on a storage of its own unless `parts` name another. */
function tensor(shape: readonly number[], parts: Partial<Tensor> = {}): Tensor {
  const elements = shape.reduce((product, size) => product * size, 1);
  const own = storage(new Uint8Array(4 * elements), 'float32');
  return anyTensor(shape, { dtype: 'float32', storage: own, ...parts });
}

function shares(
  model: Parameters<typeof dict>[0],
  { ema = {}, moments = [], more = {}, byteLength = 1000 } = {} as {
    ema?: Parameters<typeof dict>[0];
    moments?: ReturnType<typeof tensor>[];
    more?: Parameters<typeof dict>[0];
    byteLength?: number;
  },
) {
  const optimizer = dict({
    state: mapping(...moments.map((exp_avg, index) => [index, dict({ exp_avg })] as const)),
    param_groups: list(dict({ params: list(...moments.keys()) })),
  });
  const root = dict({ model: dict(model), ema: dict(ema), optimizer, ...more });
  const weights = readWeights(dict(model), 'model', 'model');
  const state = {
    ...emptyState(FRAMEWORK),
    weights: [weights, readWeights(dict(ema), 'ema', 'averaged')],
    optimizers: [readOptimizer(optimizer, 'optimizer', weights)],
  };
  return sizeShares(root, state, byteLength);
}

describe('the bytes of a file', () => {
  it('are those of weights, copies, optimizer, other tensors, and the rest', () => {
    const all = shares(
      { w: tensor([10]) },
      { ema: { w: tensor([10]) }, moments: [tensor([20])], more: { loss: tensor([]) } },
    );
    expect(all).toEqual({
      ...NOTHING,
      ...{ weights: 40, copies: 40, optimizers: 80, otherTensors: 4, rest: 836 },
    });
  });

  it('count once what is shared, for the first that uses it', () => {
    const one = tensor([10]);
    expect(shares({ w: one, tied: one }, { ema: { w: one } })).toEqual({
      ...{ ...NOTHING, weights: 40, rest: 960 },
    });
  });

  it('are unreferenced where a storage was saved whole for a small view', () => {
    const big = storage(new Uint8Array(400), 'float32');
    const head = tensor([10], { storage: big });
    const tail = tensor([5], { storage: big, storageOffset: 8 });
    expect(shares({ head })).toEqual({ ...NOTHING, weights: 40, unreferenced: 360, rest: 600 });
    expect(shares({ head, tail })).toMatchObject({ weights: 52, unreferenced: 348 });
  });

  it('take a strided view for all between its first and last element', () => {
    const big = storage(new Uint8Array(400), 'float32');
    const column = tensor([10], { storage: big, strides: [10] });
    expect(shares({ column })).toMatchObject({ weights: 364, unreferenced: 36 });
  });

  it('do not add up where storages are compressed or elsewhere', () => {
    expect(shares({ w: tensor([1000]) }).rest).toBeUndefined();
    const meta = { ...storage(new Uint8Array(4), 'float32'), source: null };
    expect(shares({ w: tensor([1], { storage: meta }) }).rest).toBeUndefined();
  });

  it('stay within a storage that a view leaves', () => {
    const small = storage(new Uint8Array(8), 'float32');
    const outside = tensor([100], { storage: small, storageOffset: 50 });
    expect(shares({ outside })).toMatchObject({ weights: 0, unreferenced: 8 });
  });
});
