import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import type { Anomaly, Checkpoint } from '../../src/model/checkpoint.ts';
import type { Tensor, Value } from '../../src/model/value.ts';
import { training } from '../../src/operations/training.ts';
import { logged } from '../support/sources.ts';
import { dict, float, list, mapping, tensor } from '../support/values.ts';

const checkpointOf = (root: Value): Checkpoint => ({
  file: 'm.pt',
  byteLength: 100_000,
  format: { id: 'pytorch', title: 'PyTorch checkpoint' },
  root,
  extras: new Map(),
  metadata: new Map(),
  globals: [],
  anomalies: [],
});

/** A scalar of float32 in memory of its own, whose reads are counted. */
function scalar(value: number, reads: [number, number][] = []): Tensor {
  const source = logged(memorySource('m', new Uint8Array(Float32Array.of(value).buffer)));
  const counted = {
    ...source,
    read: async (start: number, end: number) => {
      reads.push([start, end]);
      return source.read(start, end);
    },
  };
  const storage = { kind: 'storage', dtype: 'float32', byteLength: 4, device: 'cpu' } as const;
  return tensor([], { dtype: 'float32', storage: { ...storage, source: counted } });
}

function loop(steps: readonly Value[], lr: Value = float(0.1)): Value {
  const names = steps.map((_, index) => `layer${index}.weight`);
  const weights = Object.fromEntries(
    names.map((name) => [name, tensor([4], { dtype: 'float32' })]),
  );
  const state = steps.map((step, index) => [index, dict({ step })] as const);
  return dict({
    epoch: 3,
    model_state_dict: dict(weights),
    optimizer_state_dict: dict({
      state: mapping(...state),
      param_groups: list(dict({ lr, params: list(...steps.keys()) })),
    }),
  });
}

async function read(root: Value) {
  const anomalies: Anomaly[] = [];
  return { anomalies, found: await training(checkpointOf(root), anomalies) };
}

describe('a training state', () => {
  it('is not what no framework recognizes', async () => {
    expect((await read(list(1, 2))).found).toBeUndefined();
  });

  it('has the steps of its optimizers, as numbers or as tensors', async () => {
    const ints = await read(loop([5, 5, 5]));
    expect(ints.found?.steps).toEqual([{ least: 5, most: 5, lookedAt: 3, count: 3 }]);
    const tensors = await read(loop([scalar(7), scalar(9)]));
    expect(tensors.found?.steps).toEqual([{ least: 7, most: 9, lookedAt: 2, count: 2 }]);
  });

  it('reads the steps of no more than some of very many parameters, a read each', async () => {
    const reads: [number, number][] = [];
    const { found } = await read(loop(Array.from({ length: 1000 }, () => scalar(3, reads))));
    expect(found?.steps).toEqual([{ least: 3, most: 3, lookedAt: 63, count: 1000 }]);
    expect(reads).toHaveLength(63);
  });

  it('reads a learning rate that is a tensor', async () => {
    const lr = scalar(0.5);
    const { found } = await read(loop([1], lr));
    expect(found?.scalars.get(lr)).toEqual(float(0.5));
  });

  it('notes a scalar that cannot be read, and shows the rest', async () => {
    const broken = { ...scalar(1), storageOffset: 5 };
    const { found, anomalies } = await read(loop([scalar(2), broken]));
    expect(anomalies.map(({ kind }) => kind)).toEqual(['unreadable-tensor']);
    expect(found?.steps).toEqual([{ least: 2, most: 2, lookedAt: 1, count: 2 }]);
  });
});
