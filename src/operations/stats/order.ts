import type { TensorStats } from './stats.ts';

export const STATS_SORTS = [
  'name',
  'size',
  'min',
  'max',
  'mean',
  'std',
  'norm',
  'zeros',
  'nan',
  'inf',
] as const;

export type StatsSort = (typeof STATS_SORTS)[number];

/** By name from the first, by numbers from the greatest; what has no such number comes last. */
export function sortedStats(rows: readonly TensorStats[], sort: StatsSort): TensorStats[] {
  if (sort === 'name') {
    // layers.2 before layers.10
    const natural = new Intl.Collator('en', { numeric: true });
    return [...rows].sort((a, b) => natural.compare(a.path, b.path));
  }
  const keys = new Map(rows.map((row) => [row, keyOf(row, sort)]));
  const key = (row: TensorStats) => keys.get(row) ?? Number.NEGATIVE_INFINITY;
  return [...rows].sort((a, b) => (key(a) === key(b) ? 0 : key(a) > key(b) ? -1 : 1));
}

function keyOf({ summary }: TensorStats, sort: Exclude<StatsSort, 'name'>) {
  if (summary === undefined) return undefined;
  const { moments } = summary;
  const { finite, nan, positiveInfinity, negativeInfinity } = moments;
  const infinite = positiveInfinity + negativeInfinity;
  const count = finite + nan + infinite;
  switch (sort) {
    case 'size':
      return count;
    case 'zeros':
      return count === 0 ? 0 : moments.zeros / count;
    case 'nan':
      return nan;
    case 'inf':
      return infinite;
    default:
      return summary[sort];
  }
}
