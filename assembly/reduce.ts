/** Blocks of float32 and float64, each reduced to a record at `out`. */
import { addTo, clearLanes, lanesSum, record, SQUARES, SUMS, storeLanes } from './lanes';

export function reduceFloat32(from: usize, count: i32, out: usize): void {
  const end = from + ((<usize>count & ~7) << 2);
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let square0 = sum0;
  let square1 = sum0;
  let square2 = sum0;
  let square3 = sum0;
  let least = f32x4.splat(Infinity);
  let most = f32x4.splat(-Infinity);
  let zeros = i32x4.splat(0);
  const zero = f32x4.splat(0);
  for (let at = from; at < end; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    // Loaded once more, two at a time: that takes less than moving the upper halves down.
    const x0 = f64x2.promote_low_f32x4(v128.load64_zero(at));
    const x1 = f64x2.promote_low_f32x4(v128.load64_zero(at, 8));
    const x2 = f64x2.promote_low_f32x4(v128.load64_zero(at, 16));
    const x3 = f64x2.promote_low_f32x4(v128.load64_zero(at, 24));
    sum0 = f64x2.add(sum0, x0);
    sum1 = f64x2.add(sum1, x1);
    sum2 = f64x2.add(sum2, x2);
    sum3 = f64x2.add(sum3, x3);
    square0 = f64x2.add(square0, f64x2.mul(x0, x0));
    square1 = f64x2.add(square1, f64x2.mul(x1, x1));
    square2 = f64x2.add(square2, f64x2.mul(x2, x2));
    square3 = f64x2.add(square3, f64x2.mul(x3, x3));
    least = f32x4.pmin(f32x4.pmin(least, a), b);
    most = f32x4.pmax(f32x4.pmax(most, a), b);
    zeros = i32x4.sub(zeros, f32x4.eq(a, zero));
    zeros = i32x4.sub(zeros, f32x4.eq(b, zero));
  }
  storeLanes(SUMS, sum0, sum1, sum2, sum3);
  storeLanes(SQUARES, square0, square1, square2, square3);
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
    addTo(SUMS, lane, value);
    addTo(SQUARES, lane, value * value);
    low = min(low, value);
    top = max(top, value);
    zeroCount += <i32>(value === 0);
  }
  const sum = lanesSum(SUMS);
  // Only where all are finite is the sum: the slower way counts what is not.
  if (sum - sum !== 0) {
    reduceAny(from, count, out, false);
    return;
  }
  const total = lanesSum(SQUARES);
  let squares = aroundMean(total, sum, count);
  if (!isExact(squares, total)) squares = squaresOfFloat32(from, end, rest, sum / <f64>count);
  record(out, count, sum, squares, low, top, zeroCount, 0, 0, 0);
}

/** The squared distances from the mean, one by one. */
function squaresOfFloat32(from: usize, end: usize, rest: i32, mean: f64): f64 {
  const means = f64x2.splat(mean);
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (let at = from; at < end; at += 32) {
    const d0 = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(at)), means);
    const d1 = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(at, 8)), means);
    const d2 = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(at, 16)), means);
    const d3 = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(at, 24)), means);
    sum0 = f64x2.add(sum0, f64x2.mul(d0, d0));
    sum1 = f64x2.add(sum1, f64x2.mul(d1, d1));
    sum2 = f64x2.add(sum2, f64x2.mul(d2, d2));
    sum3 = f64x2.add(sum3, f64x2.mul(d3, d3));
  }
  storeLanes(SQUARES, sum0, sum1, sum2, sum3);
  for (let lane = 0; lane < rest; lane += 1) {
    const distance = <f64>load<f32>(end + ((<usize>lane) << 2)) - mean;
    addTo(SQUARES, lane, distance * distance);
  }
  return lanesSum(SQUARES);
}

export function reduceFloat64(from: usize, count: i32, out: usize): void {
  const end = from + ((<usize>count & ~7) << 3);
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let square0 = sum0;
  let square1 = sum0;
  let square2 = sum0;
  let square3 = sum0;
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
    square0 = f64x2.add(square0, f64x2.mul(a, a));
    square1 = f64x2.add(square1, f64x2.mul(b, b));
    square2 = f64x2.add(square2, f64x2.mul(c, c));
    square3 = f64x2.add(square3, f64x2.mul(d, d));
    least = f64x2.pmin(f64x2.pmin(f64x2.pmin(f64x2.pmin(least, a), b), c), d);
    most = f64x2.pmax(f64x2.pmax(f64x2.pmax(f64x2.pmax(most, a), b), c), d);
    zeros = i64x2.sub(zeros, i64x2.add(f64x2.eq(a, zero), f64x2.eq(b, zero)));
    zeros = i64x2.sub(zeros, i64x2.add(f64x2.eq(c, zero), f64x2.eq(d, zero)));
  }
  storeLanes(SUMS, sum0, sum1, sum2, sum3);
  storeLanes(SQUARES, square0, square1, square2, square3);
  let low = min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
  let top = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  let zeroCount = <i32>(i64x2.extract_lane(zeros, 0) + i64x2.extract_lane(zeros, 1));
  const rest = count & 7;
  for (let lane = 0; lane < rest; lane += 1) {
    const value = load<f64>(end + ((<usize>lane) << 3));
    addTo(SUMS, lane, value);
    addTo(SQUARES, lane, value * value);
    low = min(low, value);
    top = max(top, value);
    zeroCount += <i32>(value === 0);
  }
  const sum = lanesSum(SUMS);
  if (sum - sum !== 0) {
    reduceAny(from, count, out, true);
    return;
  }
  const total = lanesSum(SQUARES);
  let squares = aroundMean(total, sum, count);
  if (!isExact(squares, total)) squares = squaresOfFloat64(from, end, rest, sum / <f64>count);
  record(out, count, sum, squares, low, top, zeroCount, 0, 0, 0);
}

function squaresOfFloat64(from: usize, end: usize, rest: i32, mean: f64): f64 {
  const means = f64x2.splat(mean);
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (let at = from; at < end; at += 64) {
    const d0 = f64x2.sub(v128.load(at), means);
    const d1 = f64x2.sub(v128.load(at, 16), means);
    const d2 = f64x2.sub(v128.load(at, 32), means);
    const d3 = f64x2.sub(v128.load(at, 48), means);
    sum0 = f64x2.add(sum0, f64x2.mul(d0, d0));
    sum1 = f64x2.add(sum1, f64x2.mul(d1, d1));
    sum2 = f64x2.add(sum2, f64x2.mul(d2, d2));
    sum3 = f64x2.add(sum3, f64x2.mul(d3, d3));
  }
  storeLanes(SQUARES, sum0, sum1, sum2, sum3);
  for (let lane = 0; lane < rest; lane += 1) {
    const distance = load<f64>(end + ((<usize>lane) << 3)) - mean;
    addTo(SQUARES, lane, distance * distance);
  }
  return lanesSum(SQUARES);
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
  clearLanes(SUMS);
  clearLanes(SQUARES);
  for (let index = 0; index < count; index += 1) {
    const value = valueAt(from, index, isWide);
    if (value - value === 0) {
      finite += 1;
      addTo(SUMS, index & 7, value);
      addTo(SQUARES, index & 7, value * value);
      low = min(low, value);
      top = max(top, value);
      zeros += <i32>(value === 0);
    } else if (value > 0) positive += 1;
    else if (value < 0) negative += 1;
    else notNumbers += 1;
  }
  const sum = lanesSum(SUMS);
  const total = lanesSum(SQUARES);
  let squares = aroundMean(total, sum, finite);
  if (!isExact(squares, total)) {
    const mean = sum / <f64>finite;
    clearLanes(SQUARES);
    for (let index = 0; index < count; index += 1) {
      const value = valueAt(from, index, isWide);
      if (value - value === 0) addTo(SQUARES, index & 7, (value - mean) * (value - mean));
    }
    squares = lanesSum(SQUARES);
  }
  record(out, finite, sum, squares, low, top, zeros, notNumbers, positive, negative);
}

/** The squared distances from the mean, out of the squares. */
function aroundMean(squares: f64, sum: f64, count: i32): f64 {
  return squares - sum * (sum / <f64>count);
}

/** Whether so little was taken away that hardly a digit was lost. */
function isExact(left: f64, squares: f64): bool {
  return left * 8 >= squares && squares < Infinity;
}

function valueAt(from: usize, index: i32, isWide: bool): f64 {
  return isWide
    ? load<f64>(from + ((<usize>index) << 3))
    : <f64>load<f32>(from + ((<usize>index) << 2));
}

/** The smallest and the greatest as they are: a float64 has not the digits. */
export function limits64(from: usize, count: i32, out: usize, isSigned: bool): void {
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
