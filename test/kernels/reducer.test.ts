import { describe, expect, it } from 'vitest';
import { PLAIN_KERNELS } from '../../src/kernels/kernels.ts';
import { BLOCK_ELEMENTS } from '../../src/kernels/moments.ts';
import { type Reduced, Reducer, sampleStepOf } from '../../src/kernels/reducer.ts';
import { summaryOf } from '../../src/kernels/summary.ts';
import type { KernelType } from '../../src/kernels/widen.ts';
import { random } from '../support/random.ts';

const bytesOf = (array: Float32Array | Float64Array | BigInt64Array | BigUint64Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function reduced(type: KernelType, pieces: readonly Uint8Array[], firstBlock = 0): Reduced {
  const reducer = new Reducer(PLAIN_KERNELS, { type, firstBlock, sampleStep: 1 });
  for (const piece of pieces) reducer.push(piece);
  return reducer.end();
}

const summaryOfValues = (...values: readonly number[]) =>
  summaryOf([reduced('float64', [bytesOf(Float64Array.from(values))])]);

describe('numbers that can be done by hand', () => {
  it('of 3 and 4', () => {
    const { moments, min, max, mean, std, norm } = summaryOfValues(3, 4);
    expect({ min, max, mean, std, norm }).toEqual({ min: 3, max: 4, mean: 3.5, std: 0.5, norm: 5 });
    expect(moments.finite).toBe(2);
  });

  it('of nothing', () => {
    const { moments, min, max, mean, std, norm, histogram } = summaryOfValues();
    expect([min, max, mean, std, histogram]).toEqual(Array(5).fill(undefined));
    expect(norm).toBe(0);
    expect(moments.finite).toBe(0);
  });

  it('of what is not finite: counted, and left out of the rest', () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    const { moments, min, max, mean } = summaryOfValues(nan, 1, inf, -inf, 3, -inf);
    expect({ min, max, mean }).toEqual({ min: 1, max: 3, mean: 2 });
    const { finite, positiveInfinity, negativeInfinity } = moments;
    expect({ finite, nan: moments.nan, positiveInfinity, negativeInfinity }).toEqual({
      finite: 2,
      nan: 1,
      positiveInfinity: 1,
      negativeInfinity: 2,
    });
    expect(summaryOfValues(nan, inf).mean).toBeUndefined();
  });

  it('of zeros of either sign: one zero, positive', () => {
    const { moments, min, max, std } = summaryOfValues(-0, 0, -0);
    expect(moments.zeros).toBe(3);
    expect([min, max, std]).toEqual([0, 0, 0]);
    expect(Object.is(min, 0) && Object.is(max, 0)).toBe(true);
  });

  it('of subnormals', () => {
    const least = Number.MIN_VALUE;
    const { min, max, moments, mean } = summaryOfValues(least, 3 * least, -least, 5 * least);
    expect([min, max, mean, moments.zeros]).toEqual([-least, 5 * least, 2 * least, 0]);
  });

  it('of equal ones: exactly no deviation', () => {
    const { std, mean } = summaryOfValues(...Array<number>(1000).fill(0.1));
    expect(std).toBe(0);
    expect(mean).toBeCloseTo(0.1, 14);
  });

  it('of numbers far from zero and close together', () => {
    const { std } = summaryOfValues(1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4);
    expect(std).toBe(Math.sqrt(1.25));
  });

  it('of numbers whose squares no float64 holds, but whose distances', () => {
    const { std } = summaryOfValues(1e160, 1e160 + 1e150, 1e160 - 1e150);
    expect(Number(std) / 1e150).toBeCloseTo(Math.sqrt(2 / 3), 5);
  });

  it('of 64-bit integers: the limits are exact', () => {
    const signed = BigInt64Array.from([2n ** 63n - 1n, -(2n ** 63n), 0n]);
    const unsigned = BigUint64Array.from([2n ** 64n - 1n, 1n, 2n ** 63n]);
    const of = (type: KernelType, array: BigInt64Array | BigUint64Array) => {
      const { min, max } = summaryOf([reduced(type, [bytesOf(array)])]);
      return [min, max];
    };
    expect(of('int64', signed)).toEqual([-(2n ** 63n), 2n ** 63n - 1n]);
    expect(of('uint64', unsigned)).toEqual([1n, 2n ** 64n - 1n]);
  });
});

/** The order of additions as docs/commands/stats.md tells it, said once more and without a thought for speed. */
function reference(values: readonly number[]): { sum: number; squares: number; count: number } {
  if (values.length <= BLOCK_ELEMENTS) {
    const total = (terms: readonly number[]) => {
      const lanes = Array<number>(8).fill(0);
      for (const [index, term] of terms.entries())
        lanes[index % 8] = (lanes[index % 8] ?? 0) + term;
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = lanes;
      return a + b + (c + d) + (e + f + (g + h));
    };
    const count = values.length;
    const sum = total(values);
    const mean = sum / count;
    const around0 = total(values.map((value) => value * value));
    const left = around0 - sum * mean;
    if (8 * left >= around0) return { sum, squares: left, count };
    return { sum, squares: total(values.map((value) => (value - mean) * (value - mean))), count };
  }
  const blocks = Math.ceil(values.length / BLOCK_ELEMENTS);
  const half = 2 ** (Math.ceil(Math.log2(blocks)) - 1) * BLOCK_ELEMENTS;
  const [a, b] = [reference(values.slice(0, half)), reference(values.slice(half))];
  const distance = b.sum / b.count - a.sum / a.count;
  const weight = (a.count * b.count) / (a.count + b.count);
  return {
    sum: a.sum + b.sum,
    squares: a.squares + b.squares + distance * distance * weight,
    count: a.count + b.count,
  };
}

describe('the order of additions', () => {
  const next = random(1);
  for (const blocks of [0.1, 1, 1.5, 2, 3, 4.2, 5, 7.9, 8, 13]) {
    it(`${blocks} blocks: as it is documented, to the last bit`, () => {
      const length = Math.floor(blocks * BLOCK_ELEMENTS);
      for (const center of [0.2, 1, 1e6]) {
        const values = Array.from({ length }, () => next() - 0.5 + center);
        const { moments } = summaryOf([reduced('float64', [bytesOf(Float64Array.from(values))])]);
        const { sum, squares } = reference(values);
        expect([moments.sum, moments.squares]).toEqual([sum, squares]);
      }
    });
  }

  it('does not depend on how the bytes are cut', () => {
    const bytes = bytesOf(Float32Array.from({ length: 11 * BLOCK_ELEMENTS + 77 }, () => next()));
    const whole = reduced('float32', [bytes]);
    for (const most of [3, 1000, 16_384, 50_001]) {
      const pieces: Uint8Array[] = [];
      for (let from = 0; from < bytes.length; ) {
        const to = Math.min(bytes.length, from + 1 + Math.floor(next() * most));
        pieces.push(bytes.subarray(from, to));
        from = to;
      }
      expect(reduced('float32', pieces)).toEqual(whole);
    }
  });

  it('does not depend on who reduces which stretch', () => {
    const bytes = bytesOf(Float32Array.from({ length: 13 * BLOCK_ELEMENTS + 5 }, () => next()));
    const whole = summaryOf([reduced('float32', [bytes])]);
    for (const stretch of [1, 2, 4, 8]) {
      const parts: Reduced[] = [];
      for (let block = 0; block < 14; block += stretch) {
        const [from, to] = [block, block + stretch].map((at) => at * 4 * BLOCK_ELEMENTS);
        parts.push(reduced('float32', [bytes.subarray(from, to)], block));
      }
      expect(summaryOf(parts)).toEqual(whole);
    }
  });
});

describe('the histogram', () => {
  it('has twenty bins from the least to the greatest', () => {
    const { histogram } = summaryOfValues(0, 1, 9.99, 10, 19.999, 20);
    const counts = Array<number>(20).fill(0);
    Object.assign(counts, { 0: 1, 1: 1, 9: 1, 10: 1, 19: 2 });
    expect(histogram).toEqual({ counted: 6, counts });
  });

  it('of a range that no float64 holds', () => {
    const most = Number.MAX_VALUE;
    const { histogram } = summaryOfValues(-most, most, 0);
    expect(histogram?.counts.flatMap((count, bin) => (count ? [[bin, count]] : []))).toEqual([
      [0, 1],
      [10, 1],
      [19, 1],
    ]);
  });

  it('of large tensors counts blocks that lie evenly apart', () => {
    expect([1, 65_536, 65_537, 2 ** 20, 2 ** 29].map(sampleStepOf)).toEqual([1, 1, 2, 16, 8192]);
    const values = Float64Array.from({ length: 8 * BLOCK_ELEMENTS }, (_, index) => index);
    const reducer = new Reducer(PLAIN_KERNELS, { type: 'float64', firstBlock: 2, sampleStep: 4 });
    reducer.push(bytesOf(values));
    // Blocks 4 and 8 of the tensor are the third and seventh here.
    expect(reducer.end().sample.map(([first]) => first)).toEqual([2, 6].map((b) => b * 4096));
  });
});
