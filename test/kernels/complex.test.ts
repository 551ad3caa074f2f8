import { describe, expect, it } from 'vitest';
import { ComplexReducer } from '../../src/kernels/complex.ts';

function summary(...parts: readonly number[]) {
  const reducer = new ComplexReducer('float64', 1);
  reducer.push(new Uint8Array(Float64Array.from(parts).buffer));
  return reducer.end();
}

describe('complex elements', () => {
  it('have magnitudes, and means of both parts', () => {
    const { min, max, mean, imaginaryMean, std, norm, moments } = summary(3, 4, 0, 0, 0, -5);
    expect([min, max, mean, imaginaryMean]).toEqual([0, 5, 1, -1 / 3]);
    expect(norm).toBeCloseTo(Math.sqrt(50), 14);
    // numpy.std([3+4j, 0, -5j])
    expect(std).toBeCloseTo(3.9440531887330774, 14);
    expect([moments.finite, moments.zeros]).toEqual([3, 1]);
  });

  it('count as a whole where one part is not finite', () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    const { moments, mean, imaginaryMean, norm } = summary(1, nan, -inf, 2, 1, 2, inf, nan);
    expect([moments.finite, moments.nan, moments.positiveInfinity]).toEqual([1, 2, 1]);
    expect([mean, imaginaryMean]).toEqual([1, 2]);
    expect(norm).toBeCloseTo(Math.sqrt(5), 15);
  });

  it('keep magnitudes that squares would lose', () => {
    expect(summary(3e-200, 4e-200).max).toBe(5e-200);
    expect(Number(summary(3e200, 4e200).max) / 5e200).toBeCloseTo(1, 15);
    expect(summary(1e-200, 0).moments.zeros).toBe(0);
  });

  it('are none where there are none', () => {
    const { mean, norm, histogram } = summary();
    expect([mean, norm, histogram]).toEqual([undefined, 0, undefined]);
  });
});
