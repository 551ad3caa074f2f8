import type { Moments } from './moments.ts';
import { BLOCK_ELEMENTS } from './moments.ts';
import { reduceBlock } from './reduce-block.ts';
import { KERNEL_TYPES, type KernelType, widened } from './widen.ts';

/** What reduces elements. The two there are give the same bits. */
export interface Kernels {
  /** Moments of each block of `bytes`, which are little-endian elements; the last may be shorter. */
  reduce(type: KernelType, bytes: Uint8Array): Moments[];
  /** Where bytes may be put for `reduce`, so that they need not be copied. Some blocks of any type fit. */
  readonly window: Uint8Array;
}

export const WINDOW_BYTES = 2 ** 18;

/** In plain TypeScript. */
export const PLAIN_KERNELS: Kernels = {
  window: new Uint8Array(WINDOW_BYTES),
  reduce(type, bytes) {
    const blocks: Moments[] = [];
    const step = BLOCK_ELEMENTS * KERNEL_TYPES[type];
    for (let start = 0; start < bytes.byteLength; start += step) {
      const block = bytes.subarray(start, start + step);
      const moments = reduceBlock(widened(type, block));
      blocks.push(isWide(type) ? { ...moments, ...exactLimits(type, block) } : moments);
    }
    return blocks;
  },
};

/** Whether its elements have more digits than a float64 keeps. */
export function isWide(type: KernelType): type is 'int64' | 'uint64' {
  return type === 'int64' || type === 'uint64';
}

function exactLimits(type: 'int64' | 'uint64', bytes: Uint8Array) {
  const { buffer } = bytes.slice();
  const values = type === 'int64' ? new BigInt64Array(buffer) : new BigUint64Array(buffer);
  let [min = 0n] = values;
  let max = min;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}
