/** What is done to ranges of open files, in threads and beside them. */
import { readSync } from 'node:fs';
import { COMPARED_SIZE, hasFar, type Judgement } from '../kernels/compare-block.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { BLOCK_ELEMENTS } from '../kernels/moments.ts';
import { type Reduced, Reducer, type Reduction } from '../kernels/reducer.ts';
import { loadKernels } from '../kernels/wasm.ts';
import { KERNEL_TYPES, type KernelType } from '../kernels/widen.ts';

export type Task = ReduceTask | ChecksumTask | CompareTask;

interface Range {
  /** What the system knows the file by, in every thread. */
  readonly handle: number;
  readonly start: number;
  readonly end: number;
}

interface ReduceTask extends Range {
  readonly kind: 'reduce';
  readonly reduction: Reduction;
}

interface ChecksumTask extends Range {
  readonly kind: 'checksum';
}

interface Side extends Range {
  readonly type: KernelType;
}

interface CompareTask {
  readonly kind: 'compare';
  readonly left: Side;
  readonly right: Side | undefined;
  readonly judgement: Judgement;
}

/** `undefined` where reading failed: whoever asked finds out why. */
export type Answer = Reduced | number | 'same' | Float64Array | undefined;

export async function answerTo(task: Task): Promise<Answer> {
  try {
    const kernels = await loadKernels();
    switch (task.kind) {
      case 'reduce':
        return reduced(task, kernels);
      case 'checksum':
        return await checksumOf(task, kernels);
      case 'compare':
        return compared(task, kernels);
    }
  } catch {
    return undefined;
  }
}

function reduced(task: ReduceTask, kernels: Kernels): Reduced {
  const reducer = new Reducer(kernels, task.reduction);
  const { window } = kernels;
  for (let at = task.start; at < task.end; at += window.byteLength) {
    reducer.push(readInto(window, task, at));
  }
  return reducer.end();
}

async function checksumOf(task: ChecksumTask, { window }: Kernels): Promise<number> {
  const { crc32 } = await import('node:zlib');
  let checksum = 0;
  for (let at = task.start; at < task.end; at += window.byteLength) {
    checksum = crc32(readInto(window, task, at), checksum);
  }
  return checksum;
}

/** What is the same is not looked at as numbers. */
function compared({ left, right, judgement }: CompareTask, kernels: Kernels) {
  if (right?.type === left.type && areSame(left, right, kernels)) return 'same';
  const { window, otherWindow } = kernels;
  const [width, otherWidth] = [KERNEL_TYPES[left.type], KERNEL_TYPES[(right ?? left).type]];
  const count = window.byteLength / Math.max(width, otherWidth);
  const total = (left.end - left.start) / width;
  const records = new Float64Array(Math.ceil(total / BLOCK_ELEMENTS) * COMPARED_SIZE);
  let filled = 0;
  let { judge } = judgement;
  for (let done = 0; done < total; done += count) {
    const a = readInto(window.subarray(0, count * width), left, left.start + done * width);
    const first = { type: left.type, bytes: a };
    let second = first;
    if (right !== undefined) {
      const piece = otherWindow.subarray(0, count * otherWidth);
      second = { type: right.type, bytes: readInto(piece, right, right.start + done * otherWidth) };
    }
    const found = kernels.compare(first, second, { ...judgement, judge });
    records.set(found, filled);
    filled += found.length;
    judge &&= !hasFar(found);
  }
  return records;
}

function areSame(left: Range, right: Range, { window, otherWindow }: Kernels): boolean {
  const byteLength = left.end - left.start;
  for (let done = 0; done < byteLength; done += window.byteLength) {
    const a = readInto(window, left, left.start + done);
    const b = readInto(otherWindow, right, right.start + done);
    if (Buffer.compare(a, b) !== 0) return false;
  }
  return true;
}

function readInto(window: Uint8Array, { handle, end }: Range, start: number): Uint8Array {
  const bytes = window.subarray(0, Math.min(window.byteLength, end - start));
  for (let filled = 0; filled < bytes.byteLength; ) {
    const left = bytes.byteLength - filled;
    const count = readSync(handle, bytes, filled, left, start + filled);
    if (count === 0) throw new RangeError('the file got shorter');
    filled += count;
  }
  return bytes;
}
