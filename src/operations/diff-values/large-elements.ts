/** Elements that float64 does not hold: 64-bit integers and complex numbers. */
import type { DType } from '../../model/dtype.ts';
import { elementReader } from '../../model/elements.ts';
import { isKind, type Value } from '../../model/value.ts';
import type { Sums } from './sums.ts';

/** Adds elements one by one, exactly. Slower by far than blocks, for types that few tensors have. */
export function addOneByOne(
  left: { readonly dtype: DType; readonly bytes: Uint8Array; readonly start: number },
  right: { readonly dtype: DType; readonly bytes: Uint8Array; readonly start: number },
  count: number,
  sums: Sums,
): boolean {
  const readLeft = elementReader(left.dtype, left.bytes);
  const readRight = elementReader(right.dtype, right.bytes);
  if (readLeft === undefined || readRight === undefined) return false;
  for (let index = 0; index < count; index += 1) {
    const a = readLeft(left.start + index);
    const b = readRight(right.start + index);
    sums.addOne(sizeOf(a), sizeOf(b), apart(a, b));
  }
  return true;
}

function apart(a: Value, b: Value): number {
  if (isKind(a, 'complex') || isKind(b, 'complex')) {
    const [x, y] = [complexOf(a), complexOf(b)];
    if (sameComponent(x.real, y.real) && sameComponent(x.imaginary, y.imaginary)) return 0;
    const distance = Math.hypot(x.real - y.real, x.imaginary - y.imaginary);
    return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
  }
  const [x, y] = [integerOf(a), integerOf(b)];
  if (typeof x === 'bigint' || typeof y === 'bigint') return integersApart(x, y);
  if (sameComponent(x, y)) return 0;
  const distance = Math.abs(x - y);
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}

/** An integer that float64 cannot hold against another, or against a float. */
function integersApart(x: number | bigint, y: number | bigint): number {
  if (![x, y].every((each) => typeof each === 'bigint' || Number.isInteger(each))) {
    const distance = Math.abs(Number(x) - Number(y));
    return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
  }
  const distance = BigInt(x) - BigInt(y);
  return Number(distance < 0n ? -distance : distance);
}

function sameComponent(x: number, y: number): boolean {
  return x === y || (Number.isNaN(x) && Number.isNaN(y));
}

function integerOf(value: Value): number | bigint {
  if (isKind(value, 'float')) return value.value;
  return typeof value === 'bigint' ? value : Number(value);
}

function complexOf(value: Value): { readonly real: number; readonly imaginary: number } {
  return isKind(value, 'complex') ? value : { real: Number(integerOf(value)), imaginary: 0 };
}

function sizeOf(value: Value): number {
  const { real, imaginary } = complexOf(value);
  const size = Math.hypot(real, imaginary);
  return Number.isFinite(size) ? size : 0;
}
