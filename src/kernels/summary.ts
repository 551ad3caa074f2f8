import { type Histogram, histogramOf } from './histogram.ts';
import { type Moments, MomentTree } from './moments.ts';
import type { Reduced } from './reducer.ts';

/** Numbers about elements. Those that need finite elements are absent where there are none. */
export interface Summary {
  readonly moments: Moments;
  readonly min?: number | bigint;
  readonly max?: number | bigint;
  readonly mean?: number;
  /** Of the whole population: divided by the number of elements. */
  readonly std?: number;
  /** The square root of the sum of squares. */
  readonly norm: number;
  readonly histogram?: Histogram;
}

/** What the parts of a tensor add up to, in order. */
export function summaryOf(parts: readonly Reduced[]): Summary {
  const tree = new MomentTree();
  for (const { nodes } of parts) for (const node of nodes) tree.push(node);
  const moments = tree.total();
  const histogram = histogramOf(
    parts.flatMap(({ sample }) => sample),
    moments,
  );
  return { ...momentSummary(moments), ...(histogram && { histogram }) };
}

export function momentSummary(moments: Moments): Summary {
  const { finite, sum, min, max } = moments;
  if (finite === 0) return { moments, norm: 0 };
  const std = spreadOf(moments);
  return { moments, min, max, mean: sum / finite, std, norm: normOf(moments) };
}

/** All alike are exactly zero apart, whatever rounding made of their mean. */
function spreadOf({ finite, squares, min, max }: Moments): number {
  return min === max ? 0 : Math.sqrt(squares / finite);
}

export function normOf({ finite, sum, squares }: Moments): number {
  return finite === 0 ? 0 : Math.sqrt(squares + sum * (sum / finite));
}
