/** The answer of `stats` as plain data: schema/stats.schema.json describes it. */
import type { ComplexSummary } from '../kernels/complex.ts';
import type { Moments } from '../kernels/moments.ts';
import type { Summary } from '../kernels/summary.ts';
import { DTYPES, isDType } from '../model/dtype.ts';
import type { ModuleStats } from '../operations/stats/modules.ts';
import type { TensorStats } from '../operations/stats/stats.ts';
import { floatOf } from './listing-columns.ts';
import { objectOf } from './plain-object.ts';
import type { Plain, PlainObject } from './plain-tree.ts';

export function tensorStatsReport(stats: TensorStats): PlainObject {
  const { path, name, tensor, summary, without, tiedTo } = stats;
  return objectOf({
    path,
    name,
    dtype: tensor.dtype,
    shape: tensor.shape && [...tensor.shape],
    tiedTo,
    without,
    ...(summary && summaryMembers(summary, isWhole(tensor.dtype))),
  });
}

export function moduleStatsReport({
  path,
  module,
  tensorCount,
  summary,
}: ModuleStats): PlainObject {
  return objectOf({ path, module, tensorCount, ...summaryMembers(summary, false) });
}

/** Whether its least and its greatest are integers. */
export function isWhole(dtype: string): boolean {
  if (!isDType(dtype)) return /^>[iu]\d$/.test(dtype);
  const { kind } = DTYPES[dtype];
  return kind === 'int' || kind === 'quantized' || kind === 'bool';
}

function summaryMembers(summary: ComplexSummary | Summary, isInteger: boolean) {
  const { moments, min, max, mean, std, norm, histogram } = summary;
  const { finite, zeros, nan, positiveInfinity, negativeInfinity } = moments;
  const imaginary = 'imaginaryMean' in summary ? summary.imaginaryMean : undefined;
  const limit = (value: number | bigint | undefined) => {
    if (value === undefined) return undefined;
    return isInteger ? exact(value) : floatOf(Number(value));
  };
  return {
    elements: elementsIn(moments),
    finite,
    zeros,
    nan,
    positiveInfinity,
    negativeInfinity,
    min: limit(min),
    max: limit(max),
    mean: floatOf(mean),
    imaginaryMean: floatOf(imaginary),
    std: floatOf(std),
    norm: floatOf(norm),
    histogram: histogram && objectOf({ counted: histogram.counted, counts: [...histogram.counts] }),
  } satisfies Record<string, Plain | undefined>;
}

export function elementsIn(moments: Moments): number {
  const { finite, nan, positiveInfinity, negativeInfinity } = moments;
  return finite + nan + positiveInfinity + negativeInfinity;
}

/** An integer that JSON can hold is a plain number. */
function exact(value: number | bigint): number | bigint {
  const plain = Number(value);
  return Number.isSafeInteger(plain) ? plain : value;
}
