/**
 * The reference for `assembly/kernels.ts`: the same additions in the same order. Element `i` of a block is added to
 * sum `i % 8`, its square to another, and eight sums are added as `((0+1)+(2+3)) + ((4+5)+(6+7))`. Where little is
 * left of the squares without the mean, the squared distances from the mean are added in the same way instead.
 */
import type { Moments } from './moments.ts';

const LANES = 8;

/** Reduces a block of up to `BLOCK_ELEMENTS` values. */
export function reduceBlock(values: Float64Array): Moments {
  const counts = { finite: 0, zeros: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0 };
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  const sums = new Float64Array(LANES);
  const squares = new Float64Array(LANES);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (value - value === 0) {
      counts.finite += 1;
      sums[index % LANES] = (sums[index % LANES] as number) + value;
      squares[index % LANES] = (squares[index % LANES] as number) + value * value;
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) counts.zeros += 1;
    } else if (value > 0) counts.positiveInfinity += 1;
    else if (value < 0) counts.negativeInfinity += 1;
    else counts.nan += 1;
  }
  const sum = lanesSum(sums);
  const total = lanesSum(squares);
  const left = total - sum * (sum / counts.finite);
  const rest = isExact(left, total) ? left : squaredDistances(values, sum / counts.finite);
  // A zero of either sign is one zero.
  return { ...counts, sum, squares: rest, min: min + 0, max: max + 0 };
}

/** Whether so little was taken away from the squares that hardly a digit was lost. */
function isExact(left: number, squares: number): boolean {
  return left * 8 >= squares && squares < Number.POSITIVE_INFINITY;
}

function squaredDistances(values: Float64Array, mean: number): number {
  const squares = new Float64Array(LANES);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (value - value !== 0) continue;
    const distance = value - mean;
    squares[index % LANES] = (squares[index % LANES] as number) + distance * distance;
  }
  return lanesSum(squares);
}

function lanesSum([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0]: Float64Array): number {
  return a + b + (c + d) + (e + f + (g + h));
}
