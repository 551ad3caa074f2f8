/** Elements as float64, which holds those of every type exactly but 64-bit integers. */
import type { DType } from '../model/dtype.ts';
import { elementReader } from '../model/elements.ts';

/** Types that kernels reduce: one real number an element. The others are taken apart first. */
export const KERNEL_TYPES = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float8_e4m3fn: 1,
  float8_e5m2: 1,
  float8_e4m3fnuz: 1,
  float8_e5m2fnuz: 1,
  float8_e8m0fnu: 1,
} as const satisfies Partial<Record<DType, number>>;

export type KernelType = keyof typeof KERNEL_TYPES;

export function isKernelType(dtype: string): dtype is KernelType {
  return Object.hasOwn(KERNEL_TYPES, dtype);
}

/** Little-endian elements as float64. `bytes` are whole elements, wherever they lie. */
export function widened(type: KernelType, bytes: Uint8Array): Float64Array {
  const count = bytes.byteLength / KERNEL_TYPES[type];
  switch (type) {
    case 'float64':
      return new Float64Array(aligned(bytes));
    case 'float32':
      return Float64Array.from(new Float32Array(aligned(bytes)));
    case 'int16':
      return Float64Array.from(new Int16Array(aligned(bytes)));
    case 'uint16':
      return Float64Array.from(new Uint16Array(aligned(bytes)));
    case 'int32':
      return Float64Array.from(new Int32Array(aligned(bytes)));
    case 'uint32':
      return Float64Array.from(new Uint32Array(aligned(bytes)));
    case 'int64':
      return Float64Array.from(new BigInt64Array(aligned(bytes)), Number);
    case 'uint64':
      return Float64Array.from(new BigUint64Array(aligned(bytes)), Number);
    case 'bfloat16': {
      const bits = new Uint16Array(aligned(bytes));
      const widerBits = Uint32Array.from(bits, (half) => half * 0x10000);
      return Float64Array.from(new Float32Array(widerBits.buffer));
    }
    case 'float16': {
      const meanings = meaningsOf(type);
      const bits = new Uint16Array(aligned(bytes));
      const values = new Float64Array(count);
      for (let index = 0; index < count; index += 1) {
        values[index] = meanings[bits[index] as number] as number;
      }
      return values;
    }
    default: {
      const meanings = meaningsOf(type);
      const values = new Float64Array(count);
      for (let index = 0; index < count; index += 1) {
        values[index] = meanings[bytes[index] as number] as number;
      }
      return values;
    }
  }
}

/** The bytes where an array of wider elements may begin. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer;
}

const known = new Map<KernelType, Float64Array>();

/** What each of the bit patterns means of a type of one byte, or of float16. */
export function meaningsOf(type: KernelType): Float64Array {
  const earlier = known.get(type);
  if (earlier !== undefined) return earlier;
  const width = KERNEL_TYPES[type];
  const patterns = new Uint8Array(width * 256 ** width);
  for (let index = 0; index < patterns.length; index += 1) {
    patterns[index] = width === 1 ? index : index & 1 ? index >> 9 : index >> 1;
  }
  const read = elementReader(type, patterns);
  const meanings = Float64Array.from({ length: 256 ** width }, (_, index) => {
    const value = read?.(index);
    if (typeof value === 'object' && value?.kind === 'float') return value.value;
    return Number(value);
  });
  known.set(type, meanings);
  return meanings;
}
