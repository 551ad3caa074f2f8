import { isDType } from './dtype.ts';
import { elementReader } from './elements.ts';
import { endOf, rowMajorBytes, type StoredElements, storedElements } from './tensor-bytes.ts';
import { elementCountOf, type NdArray, type Storage, type Tensor, type Value } from './value.ts';

/** The first elements of a tensor, in row-major order. */
export interface ElementValues {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly Value[];
  /** How many elements there are in all. */
  readonly elementCount: number;
}

/**
 * The first `most` elements; `undefined` where the file holds none, and for element types that cannot
 * be read one by one.
 */
export async function firstElements(
  value: Tensor | Storage | NdArray,
  most: number,
): Promise<ElementValues | undefined> {
  const elements = storedElements(value);
  if (elements === undefined || !isDType(elements.dtype)) return undefined;
  const { dtype, shape, elementBytes } = elements;
  const elementCount = elementCountOf(shape);
  const values: Value[] = [];
  for await (const chunk of rowMajorBytes(beginning(elements, most))) {
    const read = elementReader(dtype, chunk);
    if (read === undefined) return undefined;
    const wanted = Math.min(most - values.length, chunk.byteLength / elementBytes);
    for (let index = 0; index < wanted; index += 1) values.push(read(index));
    if (values.length >= most) break;
  }
  return { dtype, shape, values, elementCount };
}

/** The outer rows that hold the first `most` elements, so that no more is read. */
function beginning(elements: StoredElements, most: number): StoredElements {
  const { shape, strides, packed } = elements;
  const [rows, ...rowShape] = shape;
  const rowElements = elementCountOf(rowShape);
  if (rows === undefined || rows * rowElements === 0 || packed) return elements;
  // The whole has to be there, as it has for torch.
  endOf(elements);
  const needed = Math.min(rows, Math.ceil(most / rowElements));
  if (needed > 1 || rowShape.length === 0) return { ...elements, shape: [needed, ...rowShape] };
  return beginning({ ...elements, shape: rowShape, strides: strides.slice(1) }, most);
}

export function hasElements(value: Value): value is Tensor | Storage | NdArray {
  if (typeof value !== 'object' || value === null) return false;
  return value.kind === 'tensor' || value.kind === 'storage' || value.kind === 'ndarray';
}
