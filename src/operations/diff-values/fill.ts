/** Elements of any type as float64, which holds them all exactly but for 64-bit integers. */
import { DTYPES, type DType } from '../../model/dtype.ts';
import { elementReader } from '../../model/elements.ts';
import { isKind } from '../../model/value.ts';

/** Puts elements of `bytes`, which are little-endian, into `out`: `count` from the `start`th on. */
export type Fill = (bytes: Uint8Array, start: number, count: number, out: Float64Array) => void;

/** `undefined` for types whose elements are no single numbers. */
export function fillOf(dtype: DType): Fill | undefined {
  switch (dtype) {
    case 'float64':
      return viewing(Float64Array);
    case 'float32':
      return viewing(Float32Array);
    case 'int32':
    case 'qint32':
      return viewing(Int32Array);
    case 'uint32':
      return viewing(Uint32Array);
    case 'int16':
      return viewing(Int16Array);
    case 'uint16':
    case 'bits16':
      return viewing(Uint16Array);
    case 'float16':
    case 'bfloat16':
      return lookingUp(dtype, Uint16Array);
    default: {
      const { kind, blockBytes, blockElements } = DTYPES[dtype];
      const isByte = blockBytes === 1 && blockElements === 1 && kind !== 'complex';
      return isByte && dtype !== 'float4_e2m1fn_x2' ? lookingUp(dtype, Uint8Array) : undefined;
    }
  }
}

type Numbers =
  | typeof Float64Array
  | typeof Float32Array
  | typeof Int32Array
  | typeof Uint32Array
  | typeof Int16Array
  | typeof Uint16Array
  | typeof Uint8Array;

function viewing(type: Numbers): Fill {
  const width = type.BYTES_PER_ELEMENT;
  return (bytes, start, count, out) => out.set(viewOf(type, bytes, start * width, count));
}

/** Typed arrays want their place to be a multiple of their width: else the bytes are copied. */
function viewOf<Type extends Numbers>(type: Type, bytes: Uint8Array, from: number, count: number) {
  const place = bytes.byteOffset + from;
  if (place % type.BYTES_PER_ELEMENT === 0)
    return new type(bytes.buffer as ArrayBuffer, place, count);
  const copy = new Uint8Array(bytes.subarray(from, from + count * type.BYTES_PER_ELEMENT));
  return new type(copy.buffer, 0, count);
}

const TABLES = new Map<DType, Float64Array>();

/** Types of so few values that all of them are worked out before. */
function lookingUp(dtype: DType, codes: typeof Uint8Array | typeof Uint16Array): Fill {
  const table = TABLES.get(dtype) ?? tableOf(dtype, codes);
  TABLES.set(dtype, table);
  return (bytes, start, count, out) => {
    const view = viewOf(codes, bytes, start * codes.BYTES_PER_ELEMENT, count);
    for (let index = 0; index < count; index += 1) out[index] = table[view[index] ?? 0] ?? 0;
  };
}

function tableOf(dtype: DType, codes: typeof Uint8Array | typeof Uint16Array): Float64Array {
  const all = new codes(2 ** (8 * codes.BYTES_PER_ELEMENT)).map((_, code) => code);
  const read = elementReader(dtype, new Uint8Array(all.buffer));
  return new Float64Array(all.length).map((_, code) => {
    const value = read?.(code) ?? null;
    return isKind(value, 'float') ? value.value : Number(value);
  });
}
