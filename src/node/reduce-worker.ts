/** A thread that reads ranges of open files, and reduces them or computes their checksum. */
import { readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import type { Kernels } from '../kernels/kernels.ts';
import { type Reduced, Reducer, type Reduction } from '../kernels/reducer.ts';
import { loadKernels } from '../kernels/wasm.ts';

export interface Task {
  /** What the system knows the file by. */
  readonly handle: number;
  readonly start: number;
  readonly end: number;
  /** Without one it is the checksum that is asked for. */
  readonly reduction?: Reduction;
}

/** `undefined` where reading failed: whoever asked finds out why. */
export type Answer = Reduced | number | undefined;

async function answerTo(task: Task): Promise<Answer> {
  const kernels = await loadKernels();
  const { reduction } = task;
  if (reduction !== undefined) {
    const reducer = new Reducer(kernels, reduction);
    readAll(task, kernels, (bytes) => reducer.push(bytes));
    return reducer.end();
  }
  let checksum = 0;
  readAll(task, kernels, (bytes) => {
    checksum = crc32(bytes, checksum);
  });
  return checksum;
}

function readAll(
  { handle, start, end }: Task,
  { window }: Kernels,
  take: (bytes: Uint8Array) => void,
) {
  for (let position = start; position < end; ) {
    const wanted = Math.min(window.byteLength, end - position);
    for (let filled = 0; filled < wanted; ) {
      const count = readSync(handle, window, filled, wanted - filled, position + filled);
      if (count === 0) throw new RangeError('the file got shorter');
      filled += count;
    }
    take(window.subarray(0, wanted));
    position += wanted;
  }
}

parentPort?.on('message', async (task: Task) => {
  const answer = await answerTo(task).catch(() => undefined);
  const sample = typeof answer === 'object' ? answer.sample : [];
  parentPort?.postMessage(answer, [...new Set(sample.map(({ buffer }) => buffer as ArrayBuffer))]);
});
