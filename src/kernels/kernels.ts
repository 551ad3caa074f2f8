import { COMPARED_FIELDS, COMPARED_SIZE, compareBlock, type Judgement } from './compare-block.ts';
import type { Moments } from './moments.ts';
import { BLOCK_ELEMENTS } from './moments.ts';
import { reduceBlock } from './reduce-block.ts';
import { KERNEL_TYPES, type KernelType, widened } from './widen.ts';

/** What reduces elements. The two there are give the same bits. */
export interface Kernels {
  /** Moments of each block of `bytes`, which are little-endian elements; the last may be shorter. */
  reduce(type: KernelType, bytes: Uint8Array): Moments[];
  /**
   * Records of each two blocks of as many little-endian elements, which lie in the two windows. Not of 64-bit
   * integers: they have digits that float64 has not.
   */
  compare(left: Elements, right: Elements, judgement: Judgement): Float64Array;
  /** Where bytes may be put, so that they need not be copied. Some blocks of any type fit. */
  readonly window: Uint8Array;
  readonly otherWindow: Uint8Array;
}

export interface Elements {
  readonly type: KernelType;
  readonly bytes: Uint8Array;
}

export const WINDOW_BYTES = 2 ** 18;

/** In plain TypeScript. */
export const PLAIN_KERNELS: Kernels = {
  window: new Uint8Array(WINDOW_BYTES),
  otherWindow: new Uint8Array(WINDOW_BYTES),
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
  compare(left, right, { judge, ...tolerances }) {
    const xs = widened(left.type, left.bytes);
    const ys = widened(right.type, right.bytes);
    const records = new Float64Array(Math.ceil(xs.length / BLOCK_ELEMENTS) * COMPARED_SIZE);
    let isJudging = judge;
    for (let start = 0, at = 0; start < xs.length; start += BLOCK_ELEMENTS, at += COMPARED_SIZE) {
      const block = [xs, ys].map((values) => values.subarray(start, start + BLOCK_ELEMENTS));
      const [x = xs, y = ys] = block;
      compareBlock(x, y, x.length, { ...tolerances, judge: isJudging }, records, at);
      if (records[at + COMPARED_FIELDS.isFar] === 1) isJudging = false;
    }
    return records;
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
