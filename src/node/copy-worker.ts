/** A thread that copies ranges of open files into another, and casts them on the way. */
import { readSync, writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { type Caster, type CastPair, casterFor } from '../kernels/caster.ts';

export interface CopyTask {
  /** What the system knows the files by. */
  readonly to: number;
  readonly position: number;
  readonly pieces: readonly {
    readonly from: number;
    readonly start: number;
    readonly end: number;
    readonly cast?: CastPair;
  }[];
  readonly isSummed: boolean;
}

/** Checksums of the pieces; `undefined` where copying failed: whoever asked finds out why. */
export type CopyAnswer = readonly number[] | undefined;

/** What is read is still in the processor’s own memory when it is written. */
const BUFFER_BYTES = 2 ** 18;
const input = new Uint8Array(BUFFER_BYTES);
const AS_IT_IS: Caster = { input, cast: (byteLength) => input.subarray(0, byteLength) };
const casters = new Map<string, Promise<Caster>>();

async function copied({ to, position, pieces, isSummed }: CopyTask): Promise<number[]> {
  const sums: number[] = [];
  let written = position;
  for (const { from, start, end, cast } of pieces) {
    const caster = await casterOf(cast);
    const step = caster.input.byteLength;
    let checksum = 0;
    for (let at = start; at < end; at += step) {
      const byteLength = Math.min(step, end - at);
      readAll(from, caster.input.subarray(0, byteLength), at);
      const bytes = caster.cast(byteLength);
      if (isSummed) checksum = crc32(bytes, checksum);
      writeAll(to, bytes, written);
      written += bytes.byteLength;
    }
    sums.push(checksum);
  }
  return sums;
}

function casterOf(pair: CastPair | undefined): Promise<Caster> | Caster {
  if (pair === undefined) return AS_IT_IS;
  const key = `${pair.from} ${pair.to}`;
  const caster = casters.get(key) ?? casterFor(pair);
  casters.set(key, caster);
  return caster;
}

function readAll(from: number, bytes: Uint8Array, start: number): void {
  for (let filled = 0; filled < bytes.byteLength; ) {
    const count = readSync(from, bytes, filled, bytes.byteLength - filled, start + filled);
    if (count === 0) throw new RangeError('the file got shorter');
    filled += count;
  }
}

function writeAll(to: number, bytes: Uint8Array, start: number): void {
  for (let done = 0; done < bytes.byteLength; ) {
    done += writeSync(to, bytes, done, bytes.byteLength - done, start + done);
  }
}

// One task after the other: all of them use the same memory.
let before: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (task: CopyTask) => {
  before = before
    .then(() => copied(task))
    .catch(() => undefined)
    .then((answer: CopyAnswer) => parentPort?.postMessage(answer));
});
