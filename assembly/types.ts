/** The element types, and blocks of any of them as float32 or float64. */
import { widenBfloat16, widenBytes, widenFloat16, widenInt16 } from './widen';

export const BLOCK: i32 = 4096;

// What `src/kernels/wasm.ts` calls the types by.
export const FLOAT32 = 0;
export const FLOAT64 = 1;
const FLOAT16 = 2;
const BFLOAT16 = 3;
const BYTES = 4;
const INT16 = 5;
const _UINT16 = 6;
const INT32 = 7;
const UINT32 = 8;
export const INT64 = 9;

export function widthOf(type: i32): usize {
  if (type === BYTES) return 1;
  if (type === FLOAT32 || type === INT32 || type === UINT32) return 4;
  return type === FLOAT64 || type >= INT64 ? 8 : 2;
}

/** Whether a float32 holds every element exactly. */
export function isNarrow(type: i32): bool {
  return type === FLOAT32 || (type > FLOAT64 && type < INT32);
}

/**
 * Where a block lies as float32: at `from`, if it is, else it is put at `to`. `table` holds what each byte means,
 * for types of one byte.
 */
export function asFloat32(type: i32, from: usize, count: i32, to: usize, table: usize): usize {
  if (type === FLOAT32) return from;
  if (type === FLOAT16) widenFloat16(from, count, to);
  else if (type === BFLOAT16) widenBfloat16(from, count, to);
  else if (type === BYTES) widenBytes(from, count, to, table);
  else widenInt16(from, count, to, type === INT16);
  return to;
}

/** The same of the types that are not narrow, as float64. */
export function asFloat64(type: i32, from: usize, count: i32, to: usize): usize {
  if (type === FLOAT64) return from;
  if (type >= INT64) widenInt64(from, count, to, type === INT64);
  else widenInt32(from, count, to, type === INT32);
  return to;
}

function widenInt32(from: usize, count: i32, to: usize, isSigned: bool): void {
  for (let index = 0; index < count; index += 1) {
    const bits = load<u32>(from + ((<usize>index) << 2));
    store<f64>(to + ((<usize>index) << 3), isSigned ? <f64>(<i32>bits) : <f64>bits);
  }
}

function widenInt64(from: usize, count: i32, to: usize, isSigned: bool): void {
  for (let index = 0; index < count; index += 1) {
    const offset = (<usize>index) << 3;
    const bits = load<u64>(from + offset);
    store<f64>(to + offset, isSigned ? <f64>(<i64>bits) : <f64>bits);
  }
}
