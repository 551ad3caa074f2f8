/** One tensor’s numbers: in stretches by workers where they can read it, else here. */

import { readAhead } from '../../bytes/read-ahead.ts';
import { bottomOf } from '../../bytes/source.ts';
import { ComplexReducer, type ComplexSummary } from '../../kernels/complex.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { BLOCK_ELEMENTS } from '../../kernels/moments.ts';
import { type Reduced, Reducer, sampleStepOf } from '../../kernels/reducer.ts';
import { summaryOf } from '../../kernels/summary.ts';
import { KERNEL_TYPES, type KernelType } from '../../kernels/widen.ts';
import {
  endOf,
  isContiguous,
  rowMajorBytes,
  type StoredElements,
} from '../../model/tensor-bytes.ts';
import { elementCountOf } from '../../model/value.ts';
import type { ReduceWorkers } from '../workers.ts';
import { type Numbers, unpaired } from './numbers.ts';

export interface ReduceContext {
  readonly kernels: Kernels;
  readonly workers?: ReduceWorkers | undefined;
  readonly onBytes?: ((byteLength: number) => void) | undefined;
  readonly isInterrupted?: (() => boolean) | undefined;
  readonly turn?: (() => Promise<void>) | undefined;
}

/** A power of two, so that stretches are whole branches of the tree of blocks. */
const STRETCH_BLOCKS = 1024;
/** Fewer bytes are reduced sooner than handed over. */
const LEAST_BYTES = 2 ** 20;

/** `undefined` where it was interrupted. Throws what reading throws. */
export async function reduceTensor(
  elements: StoredElements,
  numbers: Numbers,
  context: ReduceContext,
): Promise<ComplexSummary | undefined> {
  if (numbers.kind === 'real') {
    const parts = await inStretches(elements, numbers.type, context);
    if (parts !== undefined) return context.isInterrupted?.() ? undefined : summaryOf(parts);
  }
  const count = elementCountOf(elements.shape);
  const sampleStep = sampleStepOf(numbers.kind === 'pairs' ? 2 * count : count);
  if (numbers.kind === 'complex') {
    const reducer = new ComplexReducer(numbers.half, sampleStep);
    const isWhole = await pushAll(elements, (bytes) => reducer.push(bytes), context);
    return isWhole ? reducer.end() : undefined;
  }
  const type = numbers.kind === 'pairs' ? 'float64' : numbers.type;
  const reducer = new Reducer(context.kernels, { type, firstBlock: 0, sampleStep });
  const push = (bytes: Uint8Array) =>
    reducer.push(numbers.kind === 'pairs' ? unpaired(bytes) : bytes);
  const isWhole = await pushAll(elements, push, context);
  return isWhole ? summaryOf([reducer.end()]) : undefined;
}

async function pushAll(
  elements: StoredElements,
  push: (bytes: Uint8Array) => void,
  { onBytes, isInterrupted, turn }: ReduceContext,
): Promise<boolean> {
  for await (const bytes of readAhead(rowMajorBytes(elements))) {
    push(bytes);
    onBytes?.(bytes.byteLength);
    await turn?.();
    if (isInterrupted?.()) return false;
  }
  return true;
}

/** `undefined` where the elements are not in a row in a file, or workers cannot read it. */
async function inStretches(
  elements: StoredElements,
  type: KernelType,
  { workers, onBytes }: ReduceContext,
): Promise<Reduced[] | undefined> {
  const { shape, strides, storageOffset, elementBytes, bigEndian, negative } = elements;
  const count = elementCountOf(shape);
  const byteLength = count * elementBytes;
  if (workers === undefined || byteLength < LEAST_BYTES || bigEndian || negative) return undefined;
  if (!isContiguous(shape, strides)) return undefined;
  endOf(elements);
  const { source, start: from } = await bottomOf(elements.source);
  const start = from + storageOffset * elementBytes;
  const sampleStep = sampleStepOf(count);
  const step = STRETCH_BLOCKS * BLOCK_ELEMENTS * KERNEL_TYPES[type];
  const going: Promise<Reduced | undefined>[] = [];
  for (let done = 0; done < byteLength; done += step) {
    const end = Math.min(done + step, byteLength);
    const reduction = { type, sampleStep, firstBlock: (done / step) * STRETCH_BLOCKS };
    const stretch = { source, start: start + done, end: start + end, reduction };
    going.push(
      workers.reduce(stretch).then((reduced) => {
        if (reduced !== undefined) onBytes?.(end - done);
        return reduced;
      }),
    );
  }
  const parts = await Promise.all(going);
  const reduced = parts.filter((part) => part !== undefined);
  return reduced.length === parts.length ? reduced : undefined;
}
