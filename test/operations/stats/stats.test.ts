import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/bytes/source.ts';
import { PLAIN_KERNELS } from '../../../src/kernels/kernels.ts';
import { BLOCK_ELEMENTS } from '../../../src/kernels/moments.ts';
import { Reducer } from '../../../src/kernels/reducer.ts';
import type { Anomaly } from '../../../src/model/checkpoint.ts';
import type { DType } from '../../../src/model/dtype.ts';
import type { Tensor, Value } from '../../../src/model/value.ts';
import { open } from '../../../src/operations/open.ts';
import { statsOf, type TensorStats } from '../../../src/operations/stats/stats.ts';
import { tensorsOf } from '../../../src/operations/tensor-list.ts';
import type { ReduceWorkers } from '../../../src/operations/workers.ts';
import { fixture } from '../../support/fixtures.ts';
import { dict, storage, tensor } from '../../support/values.ts';

async function stats(root: Value, workers?: ReduceWorkers) {
  const anomalies: Anomaly[] = [];
  const rows: TensorStats[] = [];
  const options = { kernels: PLAIN_KERNELS, workers, anomalies };
  for await (const row of statsOf(tensorsOf(root), options)) rows.push(row);
  return { rows, anomalies };
}

async function only(tensorParts: Partial<Tensor>, shape: readonly number[]) {
  const { rows } = await stats(dict({ w: tensor(shape, tensorParts) }));
  return rows[0];
}

const bytes = (array: Float32Array) => new Uint8Array(array.buffer);

/** numpy’s, in float64: minimum, maximum, mean, standard deviation, norm. */
const NUMPY: Readonly<Record<string, readonly number[]>> = {
  'encoder.0.weight': [
    -0.36275070905685425, 0.3639611005783081, -0.007890658993467999, 0.16998892780115263,
    5.272585528122158,
  ],
  'encoder.0.bias': [
    -0.13854464888572693, 0.2058970332145691, 0.02942255011294037, 0.09570813823053607,
    0.4905278996029617,
  ],
  'decoder.2.weight': [
    -0.30068185925483704, 0.306247353553772, -0.001963419656325035, 0.12651691837000364,
    3.9204553593384337,
  ],
};

describe('numbers about tensors', () => {
  it('are those of numpy', async () => {
    const file = fixture('lightning/multi-vae-epoch=02-val_loss=17.75.ckpt');
    const { root } = await open(memorySource('m.ckpt', file));
    const { rows } = await stats(root);
    for (const [name, expected] of Object.entries(NUMPY)) {
      const summary = rows.find((row) => row.name === name)?.summary;
      const { min, max, mean, std, norm } = summary ?? {};
      for (const [index, value] of [min, max, mean, std, norm].entries()) {
        const wanted = expected[index] ?? 0;
        expect(Math.abs(Number(value) - wanted)).toBeLessThanOrEqual(1e-12 * Math.abs(wanted));
      }
    }
  });

  it('are of the view, not of the storage', async () => {
    const values = Float32Array.from({ length: 12 }, (_, index) => index);
    const view = { dtype: 'float32' as const, storage: storage(bytes(values), 'float32') };
    const column = await only({ ...view, strides: [4], storageOffset: 1 }, [3]);
    expect([column?.summary?.min, column?.summary?.max, column?.summary?.mean]).toEqual([1, 9, 5]);
    const repeated = await only({ ...view, strides: [0], storageOffset: 3 }, [5]);
    expect([repeated?.summary?.moments.finite, repeated?.summary?.mean]).toEqual([5, 3]);
    const negative = await only({ ...view, negative: true }, [12]);
    expect([negative?.summary?.min, negative?.summary?.max]).toEqual([-11, 0]);
  });

  it('are of big-endian elements as they are meant', async () => {
    const stored = { ...storage(Uint8Array.of(1, 2, 0, 3), 'uint16'), bigEndian: true as const };
    const row = await only({ dtype: 'uint16', storage: stored }, [2]);
    expect([row?.summary?.min, row?.summary?.max]).toEqual([3, 258]);
  });

  const ONES: readonly (readonly [DType, readonly number[], number])[] = [
    ['bool', [1], 1],
    ['uint8', [200], 200],
    ['int8', [200], -56],
    ['qint8', [255], -1],
    ['int4', [253], -3],
    ['float16', [0, 0x3c], 1],
    ['bfloat16', [0x80, 0x3f], 1],
    ['float8_e4m3fn', [0x38], 1],
    ['float8_e5m2', [0x3c], 1],
    ['float8_e4m3fnuz', [0x40], 1],
    ['float8_e5m2fnuz', [0x40], 1],
    ['float8_e8m0fnu', [0x7f], 1],
    ['float64', [0, 0, 0, 0, 0, 0, 0xf0, 0x3f], 1],
    ['uint32', [255, 255, 255, 255], 2 ** 32 - 1],
    ['complex64', [0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40], 5],
  ];
  for (const [dtype, elementBytes, value] of ONES) {
    it(`${dtype}: one element`, async () => {
      const stored = storage(Uint8Array.from(elementBytes), dtype);
      const row = await only({ dtype, storage: stored }, [1]);
      expect([row?.summary?.min, row?.summary?.max]).toEqual([value, value]);
    });
  }

  it('of two floats in a byte are of each of them', async () => {
    const stored = storage(Uint8Array.of(0x2f), 'float4_e2m1fn_x2');
    const row = await only({ dtype: 'float4_e2m1fn_x2', storage: stored }, [1]);
    expect([row?.summary?.min, row?.summary?.max, row?.summary?.moments.finite]).toEqual([
      -6, 1, 2,
    ]);
  });

  it('are told once of tied tensors', async () => {
    const stored = storage(bytes(Float32Array.of(1, 2)), 'float32');
    const w = tensor([2], { dtype: 'float32', storage: stored });
    const { rows } = await stats(dict({ a: w, b: { ...w } }));
    expect(rows.map(({ path, tiedTo }) => [path, tiedTo])).toEqual([
      ['a', undefined],
      ['b', 'a'],
    ]);
    expect(rows[1]?.summary).toBe(rows[0]?.summary);
  });
});

describe('tensors without numbers', () => {
  it('say why', async () => {
    const bits = tensor([2], { dtype: 'bits8' });
    const meta = tensor([2], { storage: { ...storage(new Uint8Array(2)), source: null } });
    const large = tensor([9], { storage: storage(new Uint8Array(2)) });
    const { rows, anomalies } = await stats(dict({ bits, meta, large }));
    expect(rows.map(({ without }) => without)).toEqual(['no-numbers', 'no-elements', 'unreadable']);
    expect(anomalies.map(({ kind, path }) => [kind, path])).toEqual([
      ['unreadable-tensor', 'large'],
    ]);
  });
});

describe('workers', () => {
  const values = Float32Array.from({ length: 5_000_000 }, (_, index) => Math.sin(index));
  const root = dict({
    w: tensor([values.length], { dtype: 'float32', storage: storage(bytes(values), 'float32') }),
  });
  const reducing = (refuses: (start: number) => boolean) => {
    const asked: number[] = [];
    const workers: ReduceWorkers = {
      async reduce({ source, start, end, reduction }) {
        asked.push(start);
        if (refuses(start)) return undefined;
        const reducer = new Reducer(PLAIN_KERNELS, reduction);
        reducer.push(await source.read(start, end));
        return reducer.end();
      },
      checksum: async () => undefined,
      compare: async () => undefined,
      end: async () => {},
    };
    return { workers, asked };
  };

  it('reduce stretches, and the numbers are the same', async () => {
    const { workers, asked } = reducing(() => false);
    const [alone, shared] = [await stats(root), await stats(root, workers)];
    expect(asked).toEqual([0, 1024 * BLOCK_ELEMENTS * 4]);
    expect(shared.rows[0]?.summary).toEqual(alone.rows[0]?.summary);
  });

  it('may fail: then it is done here', async () => {
    const { workers } = reducing((start) => start > 0);
    expect(await stats(root, workers)).toEqual(await stats(root));
  });
});
