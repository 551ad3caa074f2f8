/**
 * The blocks of `src/kernels/reduce-block.ts` and `compare-block.ts` with SIMD, in AssemblyScript: the same additions
 * in the same order, so that both give the same bits. `scripts/build-kernels.mjs` compiles it.
 */
import { COMPARED_BYTES, compareBlock } from './compare';
import { limits64, reduceFloat32, reduceFloat64 } from './reduce';
import { asFloat32, asFloat64, BLOCK, INT64, isNarrow, widthOf } from './types';

/** Values of a block, as the narrower types are widened to. */
const VALUES = memory.data(BLOCK * 8, 16);
const RECORD_BYTES: usize = 72;

/** Where memory is free. */
export function free(): usize {
  return (__heap_base + 63) & ~63;
}

/**
 * Reduces `count` elements at `from`, block by block, to records at `out`. `table` holds what each byte
 * means, for types of one byte.
 */
export function reduce(type: i32, from: usize, count: i32, out: usize, table: usize): void {
  const width: usize = widthOf(type);
  for (let done = 0; done < count; done += BLOCK) {
    const size = min(count - done, BLOCK);
    if (isNarrow(type)) reduceFloat32(asFloat32(type, from, size, VALUES, table), size, out);
    else reduceFloat64(asFloat64(type, from, size, VALUES), size, out);
    if (type >= INT64) limits64(from, size, out, type === INT64);
    from += <usize>BLOCK * width;
    out += RECORD_BYTES;
  }
}

/**
 * Compares `count` elements at `left` with those at `right`, block by block, to records at `out`. The tables are
 * those of either side. Without `judge` it is not asked whether any are further apart than the tolerances allow.
 */
export function compare(
  leftType: i32,
  left: usize,
  leftTable: usize,
  rightType: i32,
  right: usize,
  rightTable: usize,
  count: i32,
  out: usize,
  atol: f64,
  rtol: f64,
  judge: bool,
): void {
  for (let done = 0; done < count; done += BLOCK) {
    const size = min(count - done, BLOCK);
    const isFar = compareBlock(
      leftType,
      left,
      leftTable,
      rightType,
      right,
      rightTable,
      size,
      out,
      atol,
      rtol,
      judge,
    );
    if (isFar) judge = false;
    left += <usize>BLOCK * widthOf(leftType);
    right += <usize>BLOCK * widthOf(rightType);
    out += COMPARED_BYTES;
  }
}
