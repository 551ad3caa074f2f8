/**
 * Floats of one type as floats of another, rounded as torch rounds: to the nearest, ties to even, through
 * float32; what is too large becomes infinite, and NaN stays NaN.
 */
import { DTYPES, type DType } from './dtype.ts';
import { elementReader } from './elements.ts';
import { isKind } from './value.ts';

/** What floats can be cast to. */
export type CastTarget = 'bfloat16' | 'float16' | 'float32';

/** What elements are, and what they become. */
export interface CastPair {
  readonly from: DType;
  readonly to: CastTarget;
}

/** Whether elements can be cast: floats that have bytes of their own. */
export function isCastable(dtype: DType | string): dtype is DType {
  return Object.hasOwn(WIDENERS, dtype);
}

/** Turns row-major little-endian elements of one type into those of another. */
export type Cast = (bytes: Uint8Array) => Uint8Array;

/** `undefined` where the types are the same or `from` is no type of floats. */
export function castBetween(from: DType | string, to: CastTarget): Cast | undefined {
  if (from === to || !isCastable(from)) return undefined;
  const widen = widener(from);
  const narrow = NARROWERS[to];
  return (bytes) => narrow(widen(aligned(bytes, DTYPES[from].blockBytes)));
}

type Widen = (bytes: Uint8Array) => Float32Array;

const WIDENERS: Readonly<Partial<Record<DType, Widen>>> = {
  float32: (bytes) => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2),
  float64: (bytes) =>
    new Float32Array(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3)),
  bfloat16: widenBfloat16,
  float16: widenFloat16,
  float8_e4m3fn: byTable('float8_e4m3fn'),
  float8_e5m2: byTable('float8_e5m2'),
  float8_e4m3fnuz: byTable('float8_e4m3fnuz'),
  float8_e5m2fnuz: byTable('float8_e5m2fnuz'),
  float8_e8m0fnu: byTable('float8_e8m0fnu'),
};

function widener(dtype: DType): Widen {
  const widen = WIDENERS[dtype];
  if (widen === undefined) throw new TypeError(`${dtype} is no castable type`);
  return widen;
}

const NARROWERS: Readonly<Record<CastTarget, (floats: Float32Array) => Uint8Array>> = {
  float32: (floats) => new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength),
  bfloat16: toBfloat16,
  float16: toFloat16,
};

/** Typed arrays begin at multiples of their elements: what does not is copied. */
function aligned(bytes: Uint8Array, width: number): Uint8Array {
  return bytes.byteOffset % width === 0 ? bytes : bytes.slice();
}

/** With sign, for those are the integers that engines are fast at. */
function bitsOf(floats: Float32Array): Int32Array {
  return new Int32Array(floats.buffer, floats.byteOffset, floats.length);
}

function bytesOf(halves: Uint16Array): Uint8Array {
  return new Uint8Array(halves.buffer, 0, halves.byteLength);
}

function widenBfloat16(bytes: Uint8Array): Float32Array {
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1);
  const bits = new Uint32Array(halves.length);
  for (let index = 0; index < halves.length; index += 1) bits[index] = (halves[index] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}

let float16Table: Float32Array | undefined;

function widenFloat16(bytes: Uint8Array): Float32Array {
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1);
  float16Table ??= tableOf(
    'float16',
    new Uint16Array(65536).map((_, index) => index),
  );
  const table = float16Table;
  const floats = new Float32Array(halves.length);
  for (let index = 0; index < halves.length; index += 1) {
    floats[index] = table[halves[index] ?? 0] ?? 0;
  }
  return floats;
}

function byTable(dtype: DType): Widen {
  let table: Float32Array | undefined;
  return (bytes) => {
    table ??= tableOf(
      dtype,
      new Uint8Array(256).map((_, index) => index),
    );
    const floats = new Float32Array(bytes.length);
    for (let index = 0; index < bytes.length; index += 1) {
      floats[index] = table[bytes[index] ?? 0] ?? 0;
    }
    return floats;
  };
}

/** The value of each bit pattern of a narrow type. */
function tableOf(dtype: DType, patterns: Uint8Array | Uint16Array): Float32Array {
  const read = elementReader(dtype, new Uint8Array(patterns.buffer));
  return Float32Array.from(patterns, (pattern) => {
    const value = read?.(pattern);
    return isKind(value, 'float') ? value.value : 0;
  });
}

/** The bits that torch gives every NaN. */
const BFLOAT16_NAN = 0x7fc0;
const INFINITE = 0x7f800000;

function toBfloat16(floats: Float32Array): Uint8Array {
  const bits = bitsOf(floats);
  const { length } = bits;
  const halves = new Uint16Array(length);
  for (let index = 0; index < length; index += 1) {
    const float = bits[index] as number;
    halves[index] =
      (float & 0x7fffffff) > INFINITE
        ? BFLOAT16_NAN
        : (float + 0x7fff + ((float >>> 16) & 1)) >>> 16;
  }
  return bytesOf(halves);
}

function toFloat16(floats: Float32Array): Uint8Array {
  const bits = bitsOf(floats);
  const { length } = bits;
  const halves = new Uint16Array(length);
  for (let index = 0; index < length; index += 1) {
    const float = bits[index] as number;
    halves[index] = ((float >>> 16) & 0x8000) | magnitude(float & 0x7fffffff);
  }
  return bytesOf(halves);
}

/** Bits of float32 numbers without sign: 65520, half way past the largest float16; 2^-14; 2^-25. */
const OVERFLOW = 0x477ff000;
const LEAST_NORMAL = 0x38800000;
const VANISHING = 0x33000000;

/** The float16 nearest to a float32 without sign. */
function magnitude(bits: number): number {
  if (bits >= OVERFLOW) return bits > INFINITE ? 0x7e00 | ((bits >>> 13) & 0x3ff) : 0x7c00;
  if (bits >= LEAST_NORMAL) return (bits - 0x38000000 + 0xfff + ((bits >>> 13) & 1)) >>> 13;
  if (bits <= VANISHING) return 0;
  const shift = 126 - (bits >>> 23);
  const mantissa = (bits & 0x7fffff) | 0x800000;
  const whole = mantissa >>> shift;
  const rest = mantissa & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && whole % 2 === 1) ? whole + 1 : whole;
}
