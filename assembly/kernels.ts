/**
 * The reduction of `src/kernels/reduce-block.ts` with SIMD, in AssemblyScript: the same additions in the same
 * order, so that both give the same bits. `scripts/build-kernels.mjs` compiles it.
 */
import { addTo, clearLanes, lanesSum, record, storeLanes } from './lanes';
import { widenBfloat16, widenBytes, widenFloat16, widenInt16 } from './widen';

const BLOCK: i32 = 4096;
/** Values of a block, as the narrower types are widened to. */
const VALUES = memory.data(BLOCK * 8, 16);
const RECORD_BYTES: usize = 72;

/** What `src/kernels/wasm.ts` calls the types by. */
const FLOAT32 = 0;
const FLOAT64 = 1;
const FLOAT16 = 2;
const BFLOAT16 = 3;
const BYTES = 4;
const INT16 = 5;
const _UINT16 = 6;
const INT32 = 7;
const UINT32 = 8;
const INT64 = 9;

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
    reduceBlock(type, from, min(count - done, BLOCK), out, table);
    from += <usize>BLOCK * width;
    out += RECORD_BYTES;
  }
}

function widthOf(type: i32): usize {
  if (type === BYTES) return 1;
  if (type === FLOAT32 || type === INT32 || type === UINT32) return 4;
  return type === FLOAT64 || type >= INT64 ? 8 : 2;
}

function reduceBlock(type: i32, from: usize, count: i32, out: usize, table: usize): void {
  if (type === FLOAT32) reduceFloat32(from, count, out);
  else if (type === FLOAT64) reduceFloat64(from, count, out);
  else if (type === INT32 || type === UINT32) {
    widenInt32(from, count, type === INT32);
    reduceFloat64(VALUES, count, out);
  } else if (type >= INT64) {
    widenInt64(from, count, type === INT64);
    reduceFloat64(VALUES, count, out);
    limits64(from, count, out, type === INT64);
  } else {
    if (type === FLOAT16) widenFloat16(from, count, VALUES);
    else if (type === BFLOAT16) widenBfloat16(from, count, VALUES);
    else if (type === BYTES) widenBytes(from, count, VALUES, table);
    else widenInt16(from, count, VALUES, type === INT16);
    reduceFloat32(VALUES, count, out);
  }
}

function widenInt32(from: usize, count: i32, isSigned: bool): void {
  for (let index = 0; index < count; index += 1) {
    const bits = load<u32>(from + ((<usize>index) << 2));
    store<f64>(VALUES + ((<usize>index) << 3), isSigned ? <f64>(<i32>bits) : <f64>bits);
  }
}

function widenInt64(from: usize, count: i32, isSigned: bool): void {
  for (let index = 0; index < count; index += 1) {
    const offset = (<usize>index) << 3;
    const bits = load<u64>(from + offset);
    store<f64>(VALUES + offset, isSigned ? <f64>(<i64>bits) : <f64>bits);
  }
}

/** The smallest and the greatest as they are: a float64 has not the digits. */
function limits64(from: usize, count: i32, out: usize, isSigned: bool): void {
  // Unsigned numbers are in order as signed ones once the sign bit is flipped.
  const flip: i64 = isSigned ? 0 : i64.MIN_VALUE;
  let least = i64.MAX_VALUE;
  let most = i64.MIN_VALUE;
  for (let index = 0; index < count; index += 1) {
    const value = load<i64>(from + ((<usize>index) << 3)) ^ flip;
    least = min(least, value);
    most = max(most, value);
  }
  store<i64>(out, least ^ flip, 24);
  store<i64>(out, most ^ flip, 32);
}

function high(values: v128): v128 {
  return i64x2.shuffle(values, values, 1, 1);
}

function reduceFloat32(from: usize, count: i32, out: usize): void {
  const end = from + ((<usize>count & ~7) << 2);
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let least = f32x4.splat(Infinity);
  let most = f32x4.splat(-Infinity);
  let zeros = i32x4.splat(0);
  const zero = f32x4.splat(0);
  for (let at = from; at < end; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    sum0 = f64x2.add(sum0, f64x2.promote_low_f32x4(a));
    sum1 = f64x2.add(sum1, f64x2.promote_low_f32x4(high(a)));
    sum2 = f64x2.add(sum2, f64x2.promote_low_f32x4(b));
    sum3 = f64x2.add(sum3, f64x2.promote_low_f32x4(high(b)));
    least = f32x4.pmin(f32x4.pmin(least, a), b);
    most = f32x4.pmax(f32x4.pmax(most, a), b);
    zeros = i32x4.sub(zeros, i32x4.add(f32x4.eq(a, zero), f32x4.eq(b, zero)));
  }
  storeLanes(sum0, sum1, sum2, sum3);
  let low: f64 = min(
    min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
    min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
  );
  let top: f64 = max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  let zeroCount =
    i32x4.extract_lane(zeros, 0) +
    i32x4.extract_lane(zeros, 1) +
    i32x4.extract_lane(zeros, 2) +
    i32x4.extract_lane(zeros, 3);
  const rest = count & 7;
  for (let lane = 0; lane < rest; lane += 1) {
    const value: f64 = load<f32>(end + ((<usize>lane) << 2));
    addTo(lane, value);
    low = min(low, value);
    top = max(top, value);
    zeroCount += <i32>(value === 0);
  }
  const sum = lanesSum();
  // Only where all are finite is the sum: the slower way counts what is not.
  if (sum - sum !== 0) {
    reduceAny(from, count, out, false);
    return;
  }

  const mean = f64x2.splat(sum / <f64>count);
  sum0 = f64x2.splat(0);
  sum1 = sum0;
  sum2 = sum0;
  sum3 = sum0;
  for (let at = from; at < end; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const d0 = f64x2.sub(f64x2.promote_low_f32x4(a), mean);
    const d1 = f64x2.sub(f64x2.promote_low_f32x4(high(a)), mean);
    const d2 = f64x2.sub(f64x2.promote_low_f32x4(b), mean);
    const d3 = f64x2.sub(f64x2.promote_low_f32x4(high(b)), mean);
    sum0 = f64x2.add(sum0, f64x2.mul(d0, d0));
    sum1 = f64x2.add(sum1, f64x2.mul(d1, d1));
    sum2 = f64x2.add(sum2, f64x2.mul(d2, d2));
    sum3 = f64x2.add(sum3, f64x2.mul(d3, d3));
  }
  storeLanes(sum0, sum1, sum2, sum3);
  for (let lane = 0; lane < rest; lane += 1) {
    const distance = <f64>load<f32>(end + ((<usize>lane) << 2)) - sum / <f64>count;
    addTo(lane, distance * distance);
  }
  record(out, count, sum, lanesSum(), low, top, zeroCount, 0, 0, 0);
}

function reduceFloat64(from: usize, count: i32, out: usize): void {
  const end = from + ((<usize>count & ~7) << 3);
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let least = f64x2.splat(Infinity);
  let most = f64x2.splat(-Infinity);
  let zeros = i64x2.splat(0);
  const zero = f64x2.splat(0);
  for (let at = from; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    sum0 = f64x2.add(sum0, a);
    sum1 = f64x2.add(sum1, b);
    sum2 = f64x2.add(sum2, c);
    sum3 = f64x2.add(sum3, d);
    least = f64x2.pmin(f64x2.pmin(f64x2.pmin(f64x2.pmin(least, a), b), c), d);
    most = f64x2.pmax(f64x2.pmax(f64x2.pmax(f64x2.pmax(most, a), b), c), d);
    zeros = i64x2.sub(zeros, i64x2.add(f64x2.eq(a, zero), f64x2.eq(b, zero)));
    zeros = i64x2.sub(zeros, i64x2.add(f64x2.eq(c, zero), f64x2.eq(d, zero)));
  }
  storeLanes(sum0, sum1, sum2, sum3);
  let low = min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
  let top = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  let zeroCount = <i32>(i64x2.extract_lane(zeros, 0) + i64x2.extract_lane(zeros, 1));
  const rest = count & 7;
  for (let lane = 0; lane < rest; lane += 1) {
    const value = load<f64>(end + ((<usize>lane) << 3));
    addTo(lane, value);
    low = min(low, value);
    top = max(top, value);
    zeroCount += <i32>(value === 0);
  }
  const sum = lanesSum();
  if (sum - sum !== 0) {
    reduceAny(from, count, out, true);
    return;
  }

  const mean = f64x2.splat(sum / <f64>count);
  sum0 = f64x2.splat(0);
  sum1 = sum0;
  sum2 = sum0;
  sum3 = sum0;
  for (let at = from; at < end; at += 64) {
    const d0 = f64x2.sub(v128.load(at), mean);
    const d1 = f64x2.sub(v128.load(at, 16), mean);
    const d2 = f64x2.sub(v128.load(at, 32), mean);
    const d3 = f64x2.sub(v128.load(at, 48), mean);
    sum0 = f64x2.add(sum0, f64x2.mul(d0, d0));
    sum1 = f64x2.add(sum1, f64x2.mul(d1, d1));
    sum2 = f64x2.add(sum2, f64x2.mul(d2, d2));
    sum3 = f64x2.add(sum3, f64x2.mul(d3, d3));
  }
  storeLanes(sum0, sum1, sum2, sum3);
  for (let lane = 0; lane < rest; lane += 1) {
    const distance = load<f64>(end + ((<usize>lane) << 3)) - sum / <f64>count;
    addTo(lane, distance * distance);
  }
  record(out, count, sum, lanesSum(), low, top, zeroCount, 0, 0, 0);
}

/** A block in which something may not be finite, one element after the other. */
function reduceAny(from: usize, count: i32, out: usize, isWide: bool): void {
  let finite = 0;
  let zeros = 0;
  let notNumbers = 0;
  let positive = 0;
  let negative = 0;
  let low: f64 = Infinity;
  let top: f64 = -Infinity;
  clearLanes();
  for (let index = 0; index < count; index += 1) {
    const value = valueAt(from, index, isWide);
    if (value - value === 0) {
      finite += 1;
      addTo(index & 7, value);
      low = min(low, value);
      top = max(top, value);
      zeros += <i32>(value === 0);
    } else if (value > 0) positive += 1;
    else if (value < 0) negative += 1;
    else notNumbers += 1;
  }
  const sum = lanesSum();
  const mean = sum / <f64>finite;
  clearLanes();
  for (let index = 0; index < count; index += 1) {
    const value = valueAt(from, index, isWide);
    if (value - value === 0) addTo(index & 7, (value - mean) * (value - mean));
  }
  record(out, finite, sum, lanesSum(), low, top, zeros, notNumbers, positive, negative);
}

function valueAt(from: usize, index: i32, isWide: bool): f64 {
  return isWide
    ? load<f64>(from + ((<usize>index) << 3))
    : <f64>load<f32>(from + ((<usize>index) << 2));
}
