/** The answer of `stats` as comma-separated values. */
import type { TensorStats } from '../operations/stats/stats.ts';
import { floatOf } from './listing-columns.ts';
import { csvRow } from './listing-csv.ts';
import { elementsIn, isWhole } from './stats-report.ts';

export const STATS_COLUMNS = [
  'path',
  'dtype',
  'shape',
  'elements',
  'finite',
  'zeros',
  'nan',
  'positive_infinity',
  'negative_infinity',
  'min',
  'max',
  'mean',
  'std',
  'norm',
  'histogram',
] as const;

export function csvStatsLine({ path, tensor, summary }: TensorStats): string {
  const facts = [path, tensor.dtype, tensor.shape?.join('x') ?? ''];
  if (summary === undefined) return csvRow([...facts, ...STATS_COLUMNS.slice(3).map(() => '')]);
  const { moments, min, max, mean, std, norm, histogram } = summary;
  const limit = (value: number | bigint | undefined) => {
    if (value === undefined) return undefined;
    return isWhole(tensor.dtype) ? integerCell(value) : floatOf(Number(value));
  };
  return csvRow([
    ...facts,
    elementsIn(moments),
    moments.finite,
    moments.zeros,
    moments.nan,
    moments.positiveInfinity,
    moments.negativeInfinity,
    limit(min),
    limit(max),
    floatOf(mean),
    floatOf(std),
    floatOf(norm),
    histogram?.counts.join(' '),
  ]);
}

/** Digits beyond what a spreadsheet keeps are text to it, as they are. */
function integerCell(value: number | bigint): number | string {
  const plain = Number(value);
  return Number.isSafeInteger(plain) ? plain : ` ${value}`.trim();
}
