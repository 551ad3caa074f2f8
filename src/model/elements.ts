/** Elements of tensors as values: what `tensor[i].item()` gives in Python. */
import type { DType } from './dtype.ts';
import type { Value } from './value.ts';

export type ElementReader = (index: number) => Value;

/**
 * Reads elements of `dtype` from `bytes`; `index` counts elements. Quantized types give their
 * integers, opaque bit types theirs, and a byte of two 4-bit floats a tuple of the two.
 * `undefined` for types whose elements share bytes.
 */
export function elementReader(
  dtype: DType,
  bytes: Uint8Array,
  bigEndian = false,
): ElementReader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = !bigEndian;
  switch (dtype) {
    case 'bool':
      return (index) => view.getUint8(index) !== 0;
    case 'int8':
    case 'qint8':
    case 'int1':
    case 'int2':
    case 'int3':
    case 'int4':
    case 'int5':
    case 'int6':
    case 'int7':
      return (index) => view.getInt8(index);
    case 'uint8':
    case 'quint8':
    case 'bits8':
    case 'bits1x8':
    case 'bits2x4':
    case 'bits4x2':
    case 'uint1':
    case 'uint2':
    case 'uint3':
    case 'uint4':
    case 'uint5':
    case 'uint6':
    case 'uint7':
      return (index) => view.getUint8(index);
    case 'int16':
      return (index) => view.getInt16(2 * index, little);
    case 'uint16':
    case 'bits16':
      return (index) => view.getUint16(2 * index, little);
    case 'int32':
    case 'qint32':
      return (index) => view.getInt32(4 * index, little);
    case 'uint32':
      return (index) => view.getUint32(4 * index, little);
    case 'int64':
      return (index) => exactInt(view.getBigInt64(8 * index, little));
    case 'uint64':
      return (index) => exactInt(view.getBigUint64(8 * index, little));
    case 'complex32':
      return complex(4, (offset) => float16(view.getUint16(offset, little)));
    case 'bcomplex32':
      return complex(4, (offset) => bfloat16(view.getUint16(offset, little)));
    case 'complex64':
      return complex(8, (offset) => view.getFloat32(offset, little));
    case 'complex128':
      return complex(16, (offset) => view.getFloat64(offset, little));
    case 'float4_e2m1fn_x2':
      return (index) => {
        const byte = view.getUint8(index);
        return { kind: 'tuple', items: [float(float4(byte & 15)), float(float4(byte >> 4))] };
      };
    case 'float4_e2m1fn':
    case 'float6_e2m3fn':
    case 'float6_e3m2fn':
    case 'quint4x2':
    case 'quint2x4':
      return undefined;
    default: {
      const read = FLOAT_READERS[dtype];
      return (index) => float(read(view, index, little));
    }
  }
}

type FloatReader = (view: DataView, index: number, little: boolean) => number;

const FLOAT_READERS = {
  float64: (view, index, little) => view.getFloat64(8 * index, little),
  float32: (view, index, little) => view.getFloat32(4 * index, little),
  float16: (view, index, little) => float16(view.getUint16(2 * index, little)),
  bfloat16: (view, index, little) => bfloat16(view.getUint16(2 * index, little)),
  float8_e4m3fn: byteFloat((bits) => (bits % 128 === 127 ? Number.NaN : smallFloat(bits, 4, 3, 7))),
  float8_e5m2: byteFloat((bits) => ieee(bits, 5, 2)),
  float8_e4m3fnuz: byteFloat((bits) => (bits === 0x80 ? Number.NaN : smallFloat(bits, 4, 3, 8))),
  float8_e5m2fnuz: byteFloat((bits) => (bits === 0x80 ? Number.NaN : smallFloat(bits, 5, 2, 16))),
  float8_e8m0fnu: byteFloat((bits) => (bits === 255 ? Number.NaN : 2 ** (bits - 127))),
} satisfies Partial<Record<DType, FloatReader>>;

function byteFloat(decode: (bits: number) => number): FloatReader {
  return (view, index) => decode(view.getUint8(index));
}

const float16 = (bits: number) => ieee(bits, 5, 10);
const float4 = (bits: number) => smallFloat(bits, 2, 1, 1);

const SCRATCH = new DataView(new ArrayBuffer(4));

function bfloat16(bits: number): number {
  SCRATCH.setUint32(0, bits << 16);
  return SCRATCH.getFloat32(0);
}

/** A float whose largest exponent is kept for infinity and NaN. */
function ieee(bits: number, exponentBits: number, mantissaBits: number): number {
  const magnitude = bits % 2 ** (exponentBits + mantissaBits);
  const infinity = (2 ** exponentBits - 1) * 2 ** mantissaBits;
  if (magnitude > infinity) return Number.NaN;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (magnitude < infinity) return smallFloat(bits, exponentBits, mantissaBits, bias);
  return bits === magnitude ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

/** Sign, exponent and mantissa of a float with subnormals and nothing special. */
function smallFloat(
  bits: number,
  exponentBits: number,
  mantissaBits: number,
  bias: number,
): number {
  const mantissa = bits % 2 ** mantissaBits;
  const exponent = (bits >> mantissaBits) % 2 ** exponentBits;
  const sign = bits >> (exponentBits + mantissaBits) === 1 ? -1 : 1;
  const fraction = mantissa / 2 ** mantissaBits;
  return exponent === 0
    ? sign * fraction * 2 ** (1 - bias)
    : sign * (1 + fraction) * 2 ** (exponent - bias);
}

function float(value: number): Value {
  return { kind: 'float', value };
}

function exactInt(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function complex(elementBytes: number, read: (offset: number) => number): ElementReader {
  return (index) => ({
    kind: 'complex',
    real: read(elementBytes * index),
    imaginary: read(elementBytes * index + elementBytes / 2),
  });
}
