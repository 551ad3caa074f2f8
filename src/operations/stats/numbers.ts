/** Which numbers the elements of a tensor are, whatever its format calls them. */
import { COMPLEX_TYPES } from '../../kernels/complex.ts';
import { isKernelType, type KernelType } from '../../kernels/widen.ts';
import { elementReader } from '../../model/elements.ts';
import type { StoredElements } from '../../model/tensor-bytes.ts';

/** How to make elements of a type that kernels reduce. */
export type Numbers =
  | { readonly kind: 'real'; readonly type: KernelType }
  | { readonly kind: 'complex'; readonly half: KernelType }
  /** Two floats in a byte. */
  | { readonly kind: 'pairs' };

/** Types whose bytes are those of another: quantized ones count as the integers that are stored. */
const STORED_AS: ReadonlyMap<string, KernelType> = new Map([
  ['qint8', 'int8'],
  ['quint8', 'uint8'],
  ['qint32', 'int32'],
  ...Array.from({ length: 7 }, (_, bits) => [`int${bits + 1}`, 'int8'] as const),
  ...Array.from({ length: 7 }, (_, bits) => [`uint${bits + 1}`, 'uint8'] as const),
]);

/** `undefined` for elements that are no numbers, or none that are read here: bits, dates, text. */
export function numbersOf(dtype: string): Numbers | undefined {
  if (dtype.startsWith('float4_e2m1fn')) return { kind: 'pairs' };
  const half = COMPLEX_TYPES.get(dtype);
  if (half !== undefined) return { kind: 'complex', half };
  const type = STORED_AS.get(dtype) ?? dtype;
  return isKernelType(type) ? { kind: 'real', type } : undefined;
}

const NUMPY_KINDS: Readonly<Record<string, string>> = {
  f: 'float',
  i: 'int',
  u: 'uint',
  c: 'complex',
};

/** The elements under the name that torch has for their type: numpy’s may say a byte order. */
export function underTorchName(elements: StoredElements): StoredElements {
  const [, kind = '', width = ''] = /^>([fiuc])(\d+)$/.exec(elements.dtype) ?? [];
  const word = NUMPY_KINDS[kind];
  if (word === undefined) return elements;
  return { ...elements, dtype: `${word}${8 * Number(width)}`, bigEndian: true };
}

let pairs: Float64Array | undefined;

/** The bytes of float64 that stand for two floats each. */
export function unpaired(bytes: Uint8Array): Uint8Array {
  pairs ??= pairMeanings();
  const values = new Float64Array(2 * bytes.byteLength);
  for (const [index, byte] of bytes.entries()) {
    values[2 * index] = pairs[2 * byte] ?? 0;
    values[2 * index + 1] = pairs[2 * byte + 1] ?? 0;
  }
  return new Uint8Array(values.buffer);
}

function pairMeanings(): Float64Array {
  const patterns = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const read = elementReader('float4_e2m1fn_x2', patterns);
  const values: number[] = [];
  for (const byte of patterns) {
    const pair = read?.(byte);
    const items = typeof pair === 'object' && pair?.kind === 'tuple' ? pair.items : [];
    for (const item of items) {
      if (typeof item === 'object' && item?.kind === 'float') values.push(item.value);
    }
  }
  return Float64Array.from(values);
}
