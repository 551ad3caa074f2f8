/** Blocks of two tensors, compared: `src/kernels/compare-block.ts` tells what is added to what. */
import { asFloat32, asFloat64, BLOCK, isNarrow } from './types';

/** Each side as float32 or float64, where it is neither. */
const LEFT = memory.data(BLOCK * 8, 16);
const RIGHT = memory.data(BLOCK * 8, 16);
/** Narrow elements on their way to float64. */
const NARROW = memory.data(BLOCK * 4 + 32, 16);

export const COMPARED_BYTES: usize = 64;

/** Whether one was found that is too far apart. */
export function compareBlock(
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
): bool {
  const areNarrow = isNarrow(leftType) && isNarrow(rightType);
  const x = areNarrow
    ? asFloat32(leftType, left, count, LEFT, leftTable)
    : widened(leftType, left, count, LEFT, leftTable);
  const y = areNarrow
    ? asFloat32(rightType, right, count, RIGHT, rightTable)
    : widened(rightType, right, count, RIGHT, rightTable);
  const isWhole = areNarrow ? compareFloat32(x, y, count, out) : compareFloat64(x, y, count, out);
  if (!isWhole) {
    compareAny(x, y, count, out, !areNarrow, atol, rtol);
    return load<f64>(out, 56) !== 0;
  }
  const isFar = judge && load<f64>(out, 16) > atol && anyFar(x, y, count, !areNarrow, atol, rtol);
  store<f64>(out, <f64>isFar, 56);
  return isFar;
}

function widened(type: i32, from: usize, count: i32, to: usize, table: usize): usize {
  if (!isNarrow(type)) return asFloat64(type, from, count, to);
  const values = asFloat32(type, from, count, NARROW, table);
  for (let index = 0; index < count; index += 1) {
    store<f64>(to + ((<usize>index) << 3), <f64>load<f32>(values + ((<usize>index) << 2)));
  }
  return to;
}

function compareFloat32(left: usize, right: usize, count: i32, out: usize): bool {
  const whole = count & ~3;
  const bytes = (<usize>whole) << 2;
  let absolute0 = f64x2.splat(0);
  let absolute1 = absolute0;
  let squares0 = absolute0;
  let squares1 = absolute0;
  let lefts0 = absolute0;
  let lefts1 = absolute0;
  let rights0 = absolute0;
  let rights1 = absolute0;
  let most = absolute0;
  let same = i32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x0 = f64x2.promote_low_f32x4(v128.load64_zero(left + at));
    const y0 = f64x2.promote_low_f32x4(v128.load64_zero(right + at));
    const apart0 = f64x2.abs(f64x2.sub(x0, y0));
    absolute0 = f64x2.add(absolute0, apart0);
    squares0 = f64x2.add(squares0, f64x2.mul(apart0, apart0));
    lefts0 = f64x2.add(lefts0, f64x2.mul(x0, x0));
    rights0 = f64x2.add(rights0, f64x2.mul(y0, y0));
    most = f64x2.pmax(most, apart0);
    const x1 = f64x2.promote_low_f32x4(v128.load64_zero(left + at, 8));
    const y1 = f64x2.promote_low_f32x4(v128.load64_zero(right + at, 8));
    const apart1 = f64x2.abs(f64x2.sub(x1, y1));
    absolute1 = f64x2.add(absolute1, apart1);
    squares1 = f64x2.add(squares1, f64x2.mul(apart1, apart1));
    lefts1 = f64x2.add(lefts1, f64x2.mul(x1, x1));
    rights1 = f64x2.add(rights1, f64x2.mul(y1, y1));
    most = f64x2.pmax(most, apart1);
    same = i32x4.sub(same, f32x4.eq(v128.load(left + at), v128.load(right + at)));
  }
  const sames =
    i32x4.extract_lane(same, 0) +
    i32x4.extract_lane(same, 1) +
    i32x4.extract_lane(same, 2) +
    i32x4.extract_lane(same, 3);
  storeLanes(absolute0, absolute1, squares0, squares1, lefts0, lefts1, rights0, rights1);
  return addRest(left, right, whole, count, out, false, most, sames);
}

function compareFloat64(left: usize, right: usize, count: i32, out: usize): bool {
  const whole = count & ~3;
  const bytes = (<usize>whole) << 3;
  let absolute0 = f64x2.splat(0);
  let absolute1 = absolute0;
  let squares0 = absolute0;
  let squares1 = absolute0;
  let lefts0 = absolute0;
  let lefts1 = absolute0;
  let rights0 = absolute0;
  let rights1 = absolute0;
  let most = absolute0;
  let same = i64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 32) {
    const x0 = v128.load(left + at);
    const y0 = v128.load(right + at);
    const apart0 = f64x2.abs(f64x2.sub(x0, y0));
    absolute0 = f64x2.add(absolute0, apart0);
    squares0 = f64x2.add(squares0, f64x2.mul(apart0, apart0));
    lefts0 = f64x2.add(lefts0, f64x2.mul(x0, x0));
    rights0 = f64x2.add(rights0, f64x2.mul(y0, y0));
    most = f64x2.pmax(most, apart0);
    const x1 = v128.load(left + at, 16);
    const y1 = v128.load(right + at, 16);
    const apart1 = f64x2.abs(f64x2.sub(x1, y1));
    absolute1 = f64x2.add(absolute1, apart1);
    squares1 = f64x2.add(squares1, f64x2.mul(apart1, apart1));
    lefts1 = f64x2.add(lefts1, f64x2.mul(x1, x1));
    rights1 = f64x2.add(rights1, f64x2.mul(y1, y1));
    most = f64x2.pmax(most, apart1);
    same = i64x2.sub(same, i64x2.add(f64x2.eq(x0, y0), f64x2.eq(x1, y1)));
  }
  const sames = <i32>(i64x2.extract_lane(same, 0) + i64x2.extract_lane(same, 1));
  storeLanes(absolute0, absolute1, squares0, squares1, lefts0, lefts1, rights0, rights1);
  return addRest(left, right, whole, count, out, true, most, sames);
}

const ABSOLUTE = memory.data(32, 16);
const SQUARES = memory.data(32, 16);
const LEFTS = memory.data(32, 16);
const RIGHTS = memory.data(32, 16);

function storeLanes(
  absolute0: v128,
  absolute1: v128,
  squares0: v128,
  squares1: v128,
  lefts0: v128,
  lefts1: v128,
  rights0: v128,
  rights1: v128,
): void {
  v128.store(ABSOLUTE, absolute0);
  v128.store(ABSOLUTE, absolute1, 16);
  v128.store(SQUARES, squares0);
  v128.store(SQUARES, squares1, 16);
  v128.store(LEFTS, lefts0);
  v128.store(LEFTS, lefts1, 16);
  v128.store(RIGHTS, rights0);
  v128.store(RIGHTS, rights1, 16);
}

/** The last one to three elements, and the record. Whether all is finite. */
function addRest(
  left: usize,
  right: usize,
  from: i32,
  count: i32,
  out: usize,
  isWide: bool,
  most: v128,
  sames: i32,
): bool {
  let greatest = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  for (let index = from; index < count; index += 1) {
    const x = valueAt(left, index, isWide);
    const y = valueAt(right, index, isWide);
    const apart = abs(x - y);
    addTo(ABSOLUTE, index, apart);
    addTo(SQUARES, index, apart * apart);
    addTo(LEFTS, index, x * x);
    addTo(RIGHTS, index, y * y);
    if (apart > greatest) greatest = apart;
    sames += <i32>(x === y);
  }
  record(out, count - sames, 0, greatest, false);
  return load<f64>(out, 40) + load<f64>(out, 48) + load<f64>(out, 32) < Infinity;
}

function record(out: usize, differing: i32, nonFinite: i32, most: f64, isFar: bool): void {
  store<f64>(out, <f64>differing);
  store<f64>(out, <f64>nonFinite, 8);
  store<f64>(out, most, 16);
  store<f64>(out, lanesSum(ABSOLUTE), 24);
  store<f64>(out, lanesSum(SQUARES), 32);
  store<f64>(out, lanesSum(LEFTS), 40);
  store<f64>(out, lanesSum(RIGHTS), 48);
  store<f64>(out, <f64>isFar, 56);
}

function lanesSum(lanes: usize): f64 {
  return load<f64>(lanes) + load<f64>(lanes, 8) + (load<f64>(lanes, 16) + load<f64>(lanes, 24));
}

function addTo(lanes: usize, index: i32, value: f64): void {
  const at = lanes + ((<usize>(index & 3)) << 3);
  store<f64>(at, load<f64>(at) + value);
}

/** A block in which something may not be finite. */
function compareAny(
  left: usize,
  right: usize,
  count: i32,
  out: usize,
  isWide: bool,
  atol: f64,
  rtol: f64,
): void {
  memory.fill(ABSOLUTE, 0, 32);
  memory.fill(SQUARES, 0, 32);
  memory.fill(LEFTS, 0, 32);
  memory.fill(RIGHTS, 0, 32);
  let differing = 0;
  let nonFinite = 0;
  let most: f64 = 0;
  let isFar = false;
  for (let index = 0; index < count; index += 1) {
    const x = valueAt(left, index, isWide);
    const y = valueAt(right, index, isWide);
    const isSame = x === y || (isNoNumber(x) && isNoNumber(y));
    if (isSame && x - x !== 0) continue;
    const apart: f64 = isSame ? 0 : abs(x - y);
    differing += <i32>!isSame;
    if (!(apart < Infinity)) {
      nonFinite += 1;
      isFar = true;
      continue;
    }
    addTo(ABSOLUTE, index, apart);
    addTo(SQUARES, index, apart * apart);
    addTo(LEFTS, index, x * x);
    addTo(RIGHTS, index, y * y);
    if (apart > most) most = apart;
    if (!isSame && apart > atol + rtol * max(abs(x), abs(y))) isFar = true;
  }
  record(out, differing, nonFinite, most, isFar);
}

function isNoNumber(value: f64): bool {
  return !(value <= Infinity);
}

/** Of finite ones. */
function anyFar(left: usize, right: usize, count: i32, isWide: bool, atol: f64, rtol: f64): bool {
  const whole = count & ~1;
  const least = f64x2.splat(atol);
  const share = f64x2.splat(rtol);
  for (let index = 0; index < whole; index += 2) {
    const x = pairAt(left, index, isWide);
    const y = pairAt(right, index, isWide);
    const size = f64x2.pmax(f64x2.abs(x), f64x2.abs(y));
    const allowed = f64x2.add(least, f64x2.mul(share, size));
    if (v128.any_true(f64x2.gt(f64x2.abs(f64x2.sub(x, y)), allowed))) return true;
  }
  if (whole === count) return false;
  const x = valueAt(left, whole, isWide);
  const y = valueAt(right, whole, isWide);
  return abs(x - y) > atol + rtol * max(abs(x), abs(y));
}

function pairAt(from: usize, index: i32, isWide: bool): v128 {
  return isWide
    ? v128.load(from + ((<usize>index) << 3))
    : f64x2.promote_low_f32x4(v128.load64_zero(from + ((<usize>index) << 2)));
}

function valueAt(from: usize, index: i32, isWide: bool): f64 {
  return isWide
    ? load<f64>(from + ((<usize>index) << 3))
    : <f64>load<f32>(from + ((<usize>index) << 2));
}
