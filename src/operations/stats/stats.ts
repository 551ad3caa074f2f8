/** What `stats` answers: numbers about the elements of every tensor. */

import { inOrder } from '../../bytes/in-order.ts';
import { isContentError } from '../../errors.ts';
import type { ComplexSummary } from '../../kernels/complex.ts';
import type { Anomaly } from '../../model/checkpoint.ts';
import { isContiguous, storedElements } from '../../model/tensor-bytes.ts';
import { Views } from '../../model/views.ts';
import type { ListedTensor } from '../tensor-list.ts';
import { numbersOf, underTorchName } from './numbers.ts';
import { type ReduceContext, reduceTensor } from './reduce-tensor.ts';

/** A tensor, and either its numbers or why it has none. */
export interface TensorStats extends ListedTensor {
  readonly summary?: ComplexSummary;
  /** It holds no elements of its own, they are no numbers, or they could not be read. */
  readonly without?: 'no-elements' | 'no-numbers' | 'unreadable';
  /** The path of an earlier tensor that is the same view of the same storage. */
  readonly tiedTo?: string;
}

export interface StatsOptions extends ReduceContext {
  /** Receives what could not be read. */
  readonly anomalies: Anomaly[];
}

/** So many tensors are worked on at a time, so that no worker waits while another finishes. */
const AT_ONCE = 16;

/** The stats of each tensor, in order. Ends early where it is interrupted. */
export async function* statsOf(
  tensors: readonly ListedTensor[],
  options: StatsOptions,
): AsyncGenerator<TensorStats> {
  const views = new Views();
  const known = new Map<string, Promise<TensorStats | undefined>>();
  const work = async (listed: ListedTensor): Promise<TensorStats | undefined> => {
    const { tensor, path } = listed;
    const earlier = tensor.kind === 'tensor' ? views.earlier(tensor, path) : undefined;
    const first = earlier === undefined ? undefined : known.get(earlier);
    if (earlier !== undefined && first !== undefined) {
      const same = await first;
      return same && { ...same, ...listed, tiedTo: earlier };
    }
    const stats = statsOfTensor(listed, options);
    known.set(path, stats);
    return stats;
  };
  for await (const stats of inOrder(tensors, AT_ONCE, weightOf, work)) {
    if (stats === undefined) return;
    yield stats;
  }
}

/** Putting scattered elements in order may take much memory: that is done alone. */
function weightOf({ tensor }: ListedTensor): number {
  const stored = storedElements(tensor);
  return stored === undefined || isContiguous(stored.shape, stored.strides) ? 1 : AT_ONCE;
}

async function statsOfTensor(
  listed: ListedTensor,
  options: StatsOptions,
): Promise<TensorStats | undefined> {
  if (options.isInterrupted?.()) return undefined;
  const stored = storedElements(listed.tensor);
  if (stored === undefined) return { ...listed, without: 'no-elements' };
  const elements = underTorchName(stored);
  const numbers = numbersOf(elements.dtype);
  if (numbers === undefined) return { ...listed, without: 'no-numbers' };
  try {
    const summary = await reduceTensor(elements, numbers, options);
    return summary && { ...listed, summary };
  } catch (error) {
    if (!isContentError(error)) throw error;
    const { place, finding } = error;
    const { path } = listed;
    options.anomalies.push({ kind: 'unreadable-tensor', place, path, data: { finding } });
    return { ...listed, without: 'unreadable' };
  }
}
