/** Tensors compared by workers, stretch by stretch. */
import { bottomOf } from '../../bytes/source.ts';
import { isWide } from '../../kernels/kernels.ts';
import { BLOCK_ELEMENTS } from '../../kernels/moments.ts';
import { isKernelType } from '../../kernels/widen.ts';
import { CHUNK_BYTES, endOf, isContiguous, type StoredElements } from '../../model/tensor-bytes.ts';
import type { ComparedStretch, ReduceWorkers, TwoStretches, TypedRange } from '../workers.ts';
import type { ValueOptions } from './compare-tensors.ts';
import type { Sums } from './sums.ts';

const STRETCH_ELEMENTS = 1024 * BLOCK_ELEMENTS;

/** Whether workers may compare the two: not so few elements, in a row in files, of types that they know. */
export function isForWorkers(
  elements: readonly StoredElements[],
  elementCount: number,
  { workers, onlyWhether = false }: ValueOptions,
): boolean {
  if (workers === undefined || onlyWhether) return false;
  return elements.every(
    ({ dtype, shape, strides, elementBytes, bigEndian, negative }) =>
      isKernelType(dtype) &&
      !isWide(dtype) &&
      !bigEndian &&
      !negative &&
      elementCount * elementBytes >= CHUNK_BYTES &&
      isContiguous(shape, strides),
  );
}

/**
 * Adds all elements to `sums`, unless all bytes are the same: then that is the answer. `undefined` where a worker
 * could not do it.
 */
export async function compareInStretches(
  left: StoredElements,
  right: StoredElements,
  elementCount: number,
  options: ValueOptions & { readonly workers: ReduceWorkers },
  sums: Sums,
): Promise<'same' | 'added' | undefined> {
  const { workers, onBytes, atol, rtol } = options;
  const sides = [await rangesOf(left, elementCount), await rangesOf(right, elementCount)] as const;
  const judgement = { atol, rtol, judge: true };
  const compared = async (stretches: TwoStretches, byteLength: number) => {
    const found = await workers.compare(stretches);
    if (found !== undefined) onBytes?.(byteLength);
    return found;
  };
  const [lefts, rights] = sides;
  const first = await Promise.all(
    lefts.map((a, index) => {
      const b = rights[index] ?? a;
      return compared({ left: a, right: b, judgement }, lengthOf(a) + lengthOf(b));
    }),
  );
  if (first.every((found) => found === 'same')) return 'same';
  // Of what is the same, the lengths are part of the whole’s all the same.
  const found = await Promise.all(
    first.map((one, index) => {
      const range = lefts[index];
      return one === 'same' && range ? compared({ left: range, judgement }, 0) : one;
    }),
  );
  if (!found.every(isRecords)) return undefined;
  for (const records of found) sums.take(records);
  return 'added';
}

function isRecords(found: ComparedStretch | undefined): found is Float64Array {
  return found instanceof Float64Array;
}

function lengthOf({ start, end }: TypedRange): number {
  return end - start;
}

/** Throws what is wrong with a view that reaches outside its storage. */
async function rangesOf(elements: StoredElements, elementCount: number): Promise<TypedRange[]> {
  const { dtype, storageOffset, elementBytes } = elements;
  if (!isKernelType(dtype)) return [];
  endOf(elements);
  const { source, start } = await bottomOf(elements.source);
  const placeOf = (element: number) => start + (storageOffset + element) * elementBytes;
  const ranges: TypedRange[] = [];
  for (let done = 0; done < elementCount; done += STRETCH_ELEMENTS) {
    const end = Math.min(done + STRETCH_ELEMENTS, elementCount);
    ranges.push({ type: dtype, source, start: placeOf(done), end: placeOf(end) });
  }
  return ranges;
}
