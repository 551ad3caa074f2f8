/** The elements of a tensor as bytes: row by row, little-endian, whatever the storage looks like. */
import { type ByteSource, memorySource } from '../bytes/source.ts';
import { LimitError, MalformedError, UnsupportedError } from '../errors.ts';
import { DTYPES, isDType } from './dtype.ts';
import { gathered } from './gather.ts';
import {
  elementCountOf,
  type NdArray,
  rowMajorStrides,
  type Storage,
  type Tensor,
} from './value.ts';

export const CHUNK_BYTES = 2 ** 20;

/**
 * How many bytes an expanded view may make of fewer: 64 GiB. A hostile file could ask for years of work
 * with a single byte of data.
 */
const EXPANDED_BYTES = 2 ** 36;

/**
 * Gives memory for a chunk. Who reads gigabytes gives the same in turn: fresh memory takes longer to get than bytes
 * take to read.
 */
export type ChunkMemory = () => Uint8Array;

/** Elements in a storage, and how to find them. */
export interface StoredElements {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** In elements, as is `storageOffset`. */
  readonly strides: readonly number[];
  readonly storageOffset: number;
  readonly elementBytes: number;
  readonly source: ByteSource;
  readonly bigEndian?: true;
  readonly conjugate?: true;
  readonly negative?: true;
  /** Elements share bytes: the storage is the tensor, and cannot be taken apart. */
  readonly packed?: true;
}

/**
 * Where the elements of a tensor, storage or numpy array are; `undefined` where it has none of its
 * own: sparse or nested, on the meta device, or missing from the file.
 */
export function storedElements(value: Tensor | Storage | NdArray): StoredElements | undefined {
  if (value.kind === 'ndarray') return arrayElements(value);
  const storage = value.kind === 'tensor' ? value.storage : value;
  if (storage === null || storage.source === null) return undefined;
  const { source, byteLength } = storage;
  const { blockBytes, blockElements } = DTYPES[value.dtype];
  const stored = {
    dtype: value.dtype,
    elementBytes: blockBytes,
    source,
    ...(storage.bigEndian && { bigEndian: true as const }),
    ...(blockElements > 1 && { packed: true as const }),
  };
  if (value.kind === 'storage') {
    return { ...stored, shape: [byteLength / blockBytes], strides: [1], storageOffset: 0 };
  }
  const { shape, strides, storageOffset, conjugate, negative } = value;
  if (shape === null || strides === null) return undefined;
  return {
    ...stored,
    shape,
    strides,
    storageOffset,
    ...(conjugate && { conjugate }),
    ...(negative && { negative }),
  };
}

/** numpy’s bytes came with the tree; they are already in the byte order that the dtype names. */
function arrayElements({ dtype, shape, fortran, data, itemBytes }: NdArray) {
  if (!(data instanceof Uint8Array)) return undefined;
  const strides = fortran
    ? rowMajorStrides([...shape].reverse()).reverse()
    : rowMajorStrides(shape);
  const source = memorySource('', data);
  return { dtype, shape, strides, storageOffset: 0, elementBytes: itemBytes, source };
}

/**
 * The tensor’s elements in row-major order, each little-endian, in chunks. Views that torch resolves
 * on reading (conjugate, negative) are resolved. Holds a chunk at a time of a contiguous tensor,
 * and some megabytes of any other.
 *
 * Throws a `MalformedError` where the view reaches outside the storage and a `LimitError` where its
 * elements are the same few over and over.
 */
export async function* rowMajorBytes(
  elements: StoredElements,
  memory?: ChunkMemory,
): AsyncGenerator<Uint8Array> {
  const { bigEndian, conjugate, negative } = elements;
  const width = componentBytes(elements);
  for await (const chunk of storedOrder(elements, memory)) {
    if (!bigEndian && !conjugate && !negative) yield chunk;
    else {
      // The bytes may belong to someone else: a source in memory gives out its own.
      const copy = chunk.slice();
      if (bigEndian) swapBytes(copy, width);
      if (negative) flipSigns(copy, width, 'all');
      if (conjugate) flipSigns(copy, width, 'imaginary');
      yield copy;
    }
  }
}

async function* storedOrder(
  elements: StoredElements,
  memory?: ChunkMemory,
): AsyncGenerator<Uint8Array> {
  const { dtype, shape, strides, storageOffset, elementBytes, source, packed } = elements;
  if (elementCountOf(shape) === 0) return;
  if (packed) {
    if (storageOffset !== 0 || !isContiguous(shape, strides)) {
      throw new UnsupportedError(`a strided view of ${dtype}`, { file: source.name });
    }
    // Rows of these types are padded to whole bytes, so the storage is the tensor.
    yield* ranges(source, 0, source.byteLength, elementBytes, memory);
    return;
  }
  const start = storageOffset * elementBytes;
  const end = endOf(elements);
  const byteLength = elementCountOf(shape) * elementBytes;
  if (byteLength > EXPANDED_BYTES && byteLength > source.byteLength) {
    throw new LimitError(
      `a view makes ${byteLength} bytes of ${source.byteLength}, more than ${EXPANDED_BYTES}`,
      { file: source.name },
      { kind: 'expanded-view' },
    );
  }
  if (isContiguous(shape, strides)) yield* ranges(source, start, end, elementBytes, memory);
  else yield* gathered(source, start, shape, strides, elementBytes);
}

/** The last byte of the storage that elements take. Throws a `MalformedError` where it has fewer. */
export function endOf({ shape, strides, storageOffset, elementBytes, source }: StoredElements) {
  const end = (storageOffset + spanOf(shape, strides)) * elementBytes;
  if (end <= source.byteLength) return end;
  throw new MalformedError(
    `a tensor reaches to byte ${end} of its storage, which has ${source.byteLength}`,
    { file: source.name },
    { kind: 'view-outside-storage' },
  );
}

/**
 * Where in the storage the bytes lie that `rowMajorBytes` gives, in a row and as they are; `undefined`
 * where they do not.
 */
export function inRow(
  elements: StoredElements,
): { readonly start: number; readonly end: number } | undefined {
  const { shape, strides, storageOffset, elementBytes, source } = elements;
  const { packed, bigEndian, conjugate, negative } = elements;
  const isAsItIs = !(packed || bigEndian || conjugate || negative);
  if (!isAsItIs || !isContiguous(shape, strides)) return undefined;
  const start = storageOffset * elementBytes;
  const end = start + elementCountOf(shape) * elementBytes;
  return start >= 0 && end <= source.byteLength ? { start, end } : undefined;
}

/** How many elements of the storage lie between the first and the last, both included. */
function spanOf(shape: readonly number[], strides: readonly number[]): number {
  return shape.reduce((span, size, axis) => span + (size - 1) * (strides[axis] ?? 0), 1);
}

/** Whether elements lie row by row without gaps. Strides of axes of size 1 do not matter. */
export function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  const expected = rowMajorStrides(shape);
  return shape.every((size, axis) => size === 1 || strides[axis] === expected[axis]);
}

async function* ranges(
  source: ByteSource,
  start: number,
  end: number,
  elementBytes: number,
  memory?: ChunkMemory,
): AsyncGenerator<Uint8Array> {
  const step = CHUNK_BYTES - (CHUNK_BYTES % elementBytes);
  for (let from = start; from < end; from += step) {
    yield await source.read(from, Math.min(from + step, end), memory?.());
  }
}

/** Bytes of what is swapped and has a sign: half a complex number. */
function componentBytes({ dtype, elementBytes }: StoredElements): number {
  const isComplex = isDType(dtype) && DTYPES[dtype].kind === 'complex';
  return isComplex ? elementBytes / 2 : elementBytes;
}

/** Reverses each run of `width` bytes, in place. */
export function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start + width <= bytes.length; start += width) {
    bytes.subarray(start, start + width).reverse();
  }
}

/** Sign bits of little-endian floats. */
function flipSigns(bytes: Uint8Array, width: number, which: 'all' | 'imaginary'): void {
  const step = which === 'all' ? width : 2 * width;
  for (let last = step - 1; last < bytes.length; last += step) {
    bytes[last] = (bytes[last] ?? 0) ^ 0x80;
  }
}
