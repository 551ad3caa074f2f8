import type { Moments } from './moments.ts';

/** How finite elements spread from the least to the greatest. */
export interface Histogram {
  /** In bins of one width; an element on a border is in the upper one, the greatest in the last. */
  readonly counts: readonly number[];
  /** How many elements were counted: of large tensors, some blocks that lie evenly apart. */
  readonly counted: number;
}

const BINS = 20;

/** `undefined` where no element is finite. */
export function histogramOf(
  sample: readonly Float64Array[],
  { finite, min, max }: Moments,
): Histogram | undefined {
  if (finite === 0) return undefined;
  // Halved, for the whole range may be more than a float64 holds.
  const low = Number(min) / 2;
  const width = Number(max) / 2 - low;
  const counts = new Array<number>(BINS).fill(0);
  let counted = 0;
  for (const values of sample) {
    for (const value of values) {
      if (value - value !== 0) continue;
      const place = width > 0 ? Math.floor(((value / 2 - low) / width) * BINS) : 0;
      const bin = Math.min(place, BINS - 1);
      counts[bin] = (counts[bin] ?? 0) + 1;
      counted += 1;
    }
  }
  return { counts, counted };
}
