import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DType } from '../../../src/model/dtype.ts';
import { elementReader } from '../../../src/model/elements.ts';
import { isKind, type Tensor, type Value } from '../../../src/model/value.ts';
import { compareTensors } from '../../../src/operations/diff-values/compare-tensors.ts';
import type { TensorValues } from '../../../src/operations/diff-values/tensor-values.ts';
import { float32, tensorOf } from '../../support/sides.ts';
import { tensor } from '../../support/values.ts';

const EXACT = { atol: 0, rtol: 0 };

const compared = (left: Tensor, right: Tensor, tolerances = EXACT) =>
  compareTensors(left, right, tolerances);

/** How far apart two elements are: `undefined` where that is no number. */
function distance(a: Value, b: Value): number | undefined {
  const [x, y] = [a, b].map((value) => (isKind(value, 'float') ? value.value : value));
  if ([x, y].every((value) => typeof value === 'bigint' || Number.isInteger(value))) {
    const apart = BigInt(x as number) - BigInt(y as number);
    return Number(apart < 0n ? -apart : apart);
  }
  const [left, right] = [Number(x), Number(y)];
  if (left === right || (Number.isNaN(left) && Number.isNaN(right))) return 0;
  return Number.isFinite(left - right) ? Math.abs(left - right) : undefined;
}

/** The same, one element after the other. */
function reference(left: readonly Value[], right: readonly Value[]) {
  const told = { differing: 0, nonFinite: 0, maxAbs: 0, meanAbs: 0, squares: 0, norm: 0 };
  for (const [index, a] of left.entries()) {
    const apart = distance(a, right[index] ?? 0);
    if (apart !== 0) told.differing += 1;
    if (apart === undefined) told.nonFinite += 1;
    else {
      const size = isKind(a, 'float') ? a.value : Number(a);
      if (Number.isFinite(size)) told.norm += size * size;
      told.maxAbs = Math.max(told.maxAbs, apart);
      told.meanAbs += apart / left.length;
      told.squares += apart * apart;
    }
  }
  return told;
}

/** Sums of floats depend on the order in which they are added up, a little. */
const isNearly = (sum: number | undefined, told: number) =>
  sum !== undefined && Math.abs(sum - told) <= 1e-9 * told;

const valuesOf = (dtype: DType, bytes: Uint8Array, count: number) => {
  const read = elementReader(dtype, bytes);
  return Array.from({ length: count }, (_, index) => read?.(index) ?? null);
};

const WIDTHS: Readonly<Partial<Record<DType, number>>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float8_e4m3fn: 1,
  float8_e5m2: 1,
  int64: 8,
  uint64: 8,
  int32: 4,
  uint32: 4,
  int16: 2,
  uint16: 2,
  int8: 1,
  uint8: 1,
};
const DTYPES = Object.keys(WIDTHS) as DType[];

/** A tensor whose source puts what is read where it is told to, as files do. */
function recycling(values: readonly number[]): Tensor {
  const { storage, ...rest } = float32([values.length], values);
  if (storage?.source == null) throw new Error('unreachable');
  const { source } = storage;
  const read = async (start: number, end: number, memory?: Uint8Array) => {
    const bytes = await source.read(start, end);
    if (memory === undefined) return bytes;
    memory.set(bytes);
    return memory.subarray(0, end - start);
  };
  return { ...rest, storage: { ...storage, source: { ...source, read } } };
}

describe('the values of two tensors', () => {
  it('are compared as numbers, whatever their types', async () => {
    const dtype = fc.constantFrom(...DTYPES);
    const count = 40;
    const bytes = fc.uint8Array({ minLength: 8 * count, maxLength: 8 * count });
    await fc.assert(
      fc.asyncProperty(dtype, dtype, bytes, bytes, fc.nat(count), async (a, b, x, y, same) => {
        const left = x.slice(0, count * (WIDTHS[a] ?? 1));
        const right = y.slice(0, count * (WIDTHS[b] ?? 1));
        // Some elements the same, where the types are.
        if (a === b) right.set(left.subarray(0, same * (WIDTHS[a] ?? 1)));
        const result = await compared(tensorOf(a, [count], left), tensorOf(b, [count], right));
        const told = reference(valuesOf(a, left, count), valuesOf(b, right, count));
        if (told.differing === 0) {
          expect(result.status).toBe('equal');
          return;
        }
        const { numbers } = result;
        expect([result.status, numbers?.differing, numbers?.nonFinite]).toEqual([
          'differ',
          told.differing,
          told.nonFinite,
        ]);
        expect(numbers?.maxAbs).toBe(told.maxAbs);
        if (Number.isFinite(told.squares) && Number.isFinite(told.norm)) {
          expect(isNearly(numbers?.meanAbs, told.meanAbs)).toBe(true);
          expect(isNearly(numbers?.squares.difference, told.squares)).toBe(true);
          expect(isNearly(numbers?.squares.left, told.norm)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  const sums = ({ status, numbers }: TensorValues) => ({ status, ...numbers });

  it('have a distance and an angle', async () => {
    const result = await compared(float32([4], [3, 0, 0, 4]), float32([4], [0, 0, 0, 4]));
    expect(sums(result)).toEqual({
      status: 'differ',
      differing: 1,
      nonFinite: 0,
      maxAbs: 3,
      meanAbs: 0.75,
      relativeL2: 0.6,
      cosine: 0.8,
      squares: { difference: 9, left: 25 },
    });
  });

  it('are close within tolerances, from either side', async () => {
    const [a, b] = [float32([2], [1, 100]), float32([2], [1, 101])];
    for (const [left, right] of [
      [a, b],
      [b, a],
    ] as const) {
      expect((await compared(left, right, { atol: 0, rtol: 0.01 })).status).toBe('close');
      expect((await compared(left, right, { atol: 1, rtol: 0 })).status).toBe('close');
      expect((await compared(left, right, { atol: 0.5, rtol: 0.001 })).status).toBe('differ');
    }
  });

  it('NaN is NaN, infinity is itself, and -0 is 0', async () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];
    const even = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    expect((await compared(float32([4], odd), float32([4], even))).status).toBe('equal');
    const other = await compared(float32([4], odd), float32([4], [1, 1, 1, 1]));
    expect(other.numbers).toMatchObject({ differing: 4, nonFinite: 3, maxAbs: 1 });
  });

  it('are told apart where float64 cannot', async () => {
    const ints = (...values: bigint[]) =>
      tensorOf('int64', [values.length], new Uint8Array(BigInt64Array.from(values).buffer));
    const result = await compared(ints(2n ** 60n, 1n), ints(2n ** 60n + 1n, 1n));
    expect(result.numbers).toMatchObject({ differing: 1, maxAbs: 1 });
    const mixed = await compared(
      ints(2n ** 53n + 1n),
      tensorOf('float64', [1], new Uint8Array(Float64Array.of(2 ** 53).buffer)),
    );
    expect(mixed.numbers).toMatchObject({ differing: 1, maxAbs: 1 });
  });

  it('of complex numbers are as far apart as they lie in the plane', async () => {
    const complex = (...parts: number[]) =>
      tensorOf('complex64', [parts.length / 2], new Uint8Array(Float32Array.from(parts).buffer));
    const result = await compared(complex(3, 4, 1, 1), complex(0, 0, 1, 1));
    expect(result.numbers).toMatchObject({ differing: 1, maxAbs: 5 });
  });

  it('of long tensors are the sums of the whole, wherever they differ first', async () => {
    const count = 600_000;
    const values = Array.from({ length: count }, (_, at) => (at % 7) - 3);
    const other = values.with(count - 2, 100);
    const result = await compared(float32([count], values), float32([count], other));
    const norm = values.reduce((sum, value) => sum + value * value, 0);
    expect(result.numbers?.differing).toBe(1);
    expect(result.numbers?.squares.left).toBe(norm);
  });

  it('are not mixed up where pieces of files are put into memory that is used again', async () => {
    const count = 900_000;
    const values = Array.from({ length: count }, (_, at) => (at % 11) - 5);
    const other = values.map((value, at) => (at > 700_000 ? -value : value));
    const [left, right] = [recycling(values), recycling(other)];
    const [recycled, plain] = await Promise.all([
      // Two at a time, too.
      Promise.all([compared(left, right), compared(right, left)]),
      Promise.all([
        compared(float32([count], values), float32([count], other)),
        compared(float32([count], other), float32([count], values)),
      ]),
    ]);
    expect(recycled).toEqual(plain);
  });

  it('of transposed tensors are in the order of their rows', async () => {
    const transposed = { ...float32([3, 2], [1, 4, 2, 5, 3, 6]), shape: [2, 3], strides: [1, 2] };
    expect((await compared(transposed, float32([2, 3], [1, 2, 3, 4, 5, 6]))).status).toBe('equal');
    expect(
      (await compared(transposed, float32([2, 3], [1, 4, 2, 5, 3, 6]))).numbers?.differing,
    ).toBe(4);
  });

  it('of packed types are the same bytes or not', async () => {
    const packed = (...bytes: number[]) => tensorOf('float4_e2m1fn', [2], Uint8Array.from(bytes));
    expect((await compared(packed(1), packed(1))).status).toBe('equal');
    const result = await compared(packed(1), packed(2));
    expect([result.status, result.numbers, result.reason]).toEqual([
      'differ',
      undefined,
      'the bytes differ; elements of float4_e2m1fn are not compared one by one',
    ]);
    expect((await compared(packed(1), float32([2], [1, 1]))).status).toBe('unknown');
  });

  it('are unknown where a file has none', async () => {
    const meta = tensor([2], { storage: null });
    expect(await compared(meta, float32([2], [1, 2]))).toMatchObject({ status: 'unknown' });
  });

  it('are read until the first difference where no more is asked', async () => {
    let read = 0;
    const count = 2 ** 21;
    const values = new Array<number>(count).fill(1);
    const onBytes = (bytes: number) => {
      read += bytes;
    };
    const options = { ...EXACT, onlyWhether: true, onBytes };
    const result = await compareTensors(
      float32([count], values),
      float32([count], values.with(1, 2)),
      options,
    );
    expect(result.status).toBe('differ');
    expect(read).toBeLessThan(4 * 2 ** 20);
  });
});
