import { loadKernels } from '../kernels/wasm.ts';
import type { Anomaly, Checkpoint } from '../model/checkpoint.ts';
import type { ElementCounts } from '../rules/subject.ts';
import { statsOf } from './stats/stats.ts';
import { tensorsOf } from './tensor-list.ts';
import { isOnlyParts, partsOf } from './tensor-parts.ts';

/**
 * How many elements of each tensor are zero, NaN or infinite. Reads all of them, in chunks; a tensor that
 * cannot be read is left out, which its own rule tells.
 */
export async function elementCountsIn({ root }: Checkpoint): Promise<readonly ElementCounts[]> {
  const tensors = tensorsOf(root).flatMap((one) => (isOnlyParts(one) ? partsOf(one) : [one]));
  const anomalies: Anomaly[] = [];
  const counts: ElementCounts[] = [];
  const context = { kernels: await loadKernels(), anomalies };
  for await (const { path, section, summary, tiedTo } of statsOf(tensors, context)) {
    if (summary === undefined || tiedTo !== undefined) continue;
    const { finite, zeros, nan, positiveInfinity, negativeInfinity } = summary.moments;
    const infinite = positiveInfinity + negativeInfinity;
    counts.push({ path, section, elements: finite + nan + infinite, zeros, nan, infinite });
  }
  return counts;
}
