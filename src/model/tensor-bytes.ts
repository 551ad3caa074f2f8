/** The elements of a tensor as bytes: row by row, little-endian, whatever the storage looks like. */
import type { ByteSource } from '../bytes/source.ts';
import { LimitError, MalformedError, UnsupportedError } from '../errors.ts';
import { byteLengthOf, DTYPES, type DType } from './dtype.ts';
import { elementCountOf, rowMajorStrides, type Storage, type Tensor } from './value.ts';

const CHUNK_BYTES = 2 ** 20;
/**
 * How much of a storage is held at once to put scattered elements in order. A view whose single
 * rows spread over more is transposed and huge; none has been seen.
 */
const GATHER_BYTES = 2 ** 28;

/** A strided tensor whose bytes can be read. */
export interface ReadableTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** In elements. */
  readonly storageOffset: number;
  readonly source: ByteSource;
  readonly bigEndian: boolean;
  readonly conjugate: boolean;
  readonly negative: boolean;
}

/** The tensor, if it has bytes of its own: not sparse, nested, on the meta device or missing. */
export function readable(tensor: Tensor): ReadableTensor | undefined {
  const { dtype, shape, strides, storageOffset, storage } = tensor;
  if (shape === null || strides === null || !hasBytes(storage)) return undefined;
  return {
    dtype,
    shape,
    strides,
    storageOffset,
    source: storage.source,
    bigEndian: storage.bigEndian === true,
    conjugate: tensor.conjugate === true,
    negative: tensor.negative === true,
  };
}

export function hasBytes(
  storage: Storage | null,
): storage is Storage & { readonly source: ByteSource } {
  return storage !== null && storage.source !== null;
}

/** A storage as a one-dimensional tensor of its own dtype. */
export function storageTensor(storage: Storage & { source: ByteSource }): ReadableTensor {
  const { dtype, byteLength, source } = storage;
  return {
    dtype,
    shape: [byteLength / DTYPES[dtype].blockBytes],
    strides: [1],
    storageOffset: 0,
    source,
    bigEndian: storage.bigEndian === true,
    conjugate: false,
    negative: false,
  };
}

/**
 * The tensor’s elements in row-major order, each little-endian, in chunks. Views that torch resolves
 * on reading (conjugate, negative) are resolved. Holds a chunk at a time of a contiguous tensor.
 *
 * Throws a `MalformedError` where the view reaches outside the storage and a `LimitError` where its
 * elements lie too far apart.
 */
export async function* rowMajorBytes(tensor: ReadableTensor): AsyncGenerator<Uint8Array> {
  const { dtype, bigEndian, conjugate, negative } = tensor;
  for await (const chunk of storedOrder(tensor)) {
    // The bytes may belong to someone else: a source in memory gives out its own.
    if (!bigEndian && !conjugate && !negative) yield chunk;
    else {
      const copy = chunk.slice();
      if (bigEndian) swapBytes(copy, componentBytes(dtype));
      if (negative) flipSigns(copy, componentBytes(dtype), 'all');
      if (conjugate) flipSigns(copy, componentBytes(dtype), 'imaginary');
      yield copy;
    }
  }
}

async function* storedOrder(tensor: ReadableTensor): AsyncGenerator<Uint8Array> {
  const { dtype, shape, strides, storageOffset, source } = tensor;
  if (elementCountOf(shape) === 0) return;
  const { blockBytes, blockElements } = DTYPES[dtype];
  if (blockElements > 1) {
    if (storageOffset !== 0 || !isContiguous(shape, strides)) {
      throw new UnsupportedError(`a strided view of ${dtype}`, { file: source.name });
    }
    // Rows of these types are padded to whole bytes, so the storage is the tensor.
    yield* ranges(source, 0, source.byteLength, blockBytes);
    return;
  }
  const start = storageOffset * blockBytes;
  const end = start + spanOf(shape, strides) * blockBytes;
  if (end > source.byteLength) {
    throw new MalformedError(
      `a tensor reaches to byte ${end} of its storage, which has ${source.byteLength}`,
      { file: source.name },
      { kind: 'view-outside-storage' },
    );
  }
  if (isContiguous(shape, strides)) yield* ranges(source, start, end, blockBytes);
  else yield* gathered(source, start, shape, strides, blockBytes);
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
): AsyncGenerator<Uint8Array> {
  const step = CHUNK_BYTES - (CHUNK_BYTES % elementBytes);
  for (let from = start; from < end; from += step) {
    yield await source.read(from, Math.min(from + step, end));
  }
}

/** Reads as many outer rows at once as `GATHER_BYTES` allow and picks their elements. */
async function* gathered(
  source: ByteSource,
  start: number,
  shape: readonly number[],
  strides: readonly number[],
  elementBytes: number,
): AsyncGenerator<Uint8Array> {
  const [rows = 1, ...rowShape] = shape;
  const [rowStride = 0, ...rowStrides] = strides;
  const rowSpan = spanOf(rowShape, rowStrides) * elementBytes;
  if (rowSpan > GATHER_BYTES) {
    if (rowStride < spanOf(rowShape, rowStrides)) {
      throw new LimitError(
        `a row of a transposed tensor spreads over ${rowSpan} bytes, more than ${GATHER_BYTES}`,
        { file: source.name },
        { kind: 'gather' },
      );
    }
    for (let row = 0; row < rows; row += 1) {
      const rowStart = start + row * rowStride * elementBytes;
      yield* gathered(source, rowStart, rowShape, rowStrides, elementBytes);
    }
    return;
  }
  const rowBytes = Math.max(rowStride * elementBytes, 1);
  const most = Math.max(1, Math.floor((GATHER_BYTES - rowSpan) / rowBytes));
  const rowElements = Math.max(elementCountOf(rowShape) * elementBytes, 1);
  const atOnce = Math.min(most, Math.max(1, Math.floor(CHUNK_BYTES / rowElements)));
  for (let row = 0; row < rows; row += atOnce) {
    const count = Math.min(atOnce, rows - row);
    const from = start + row * rowStride * elementBytes;
    const window = await source.read(from, from + (count - 1) * rowStride * elementBytes + rowSpan);
    yield picked(window, [count, ...rowShape], strides, elementBytes);
  }
}

function picked(
  window: Uint8Array,
  shape: readonly number[],
  strides: readonly number[],
  elementBytes: number,
): Uint8Array {
  const out = new Uint8Array(elementCountOf(shape) * elementBytes);
  let written = 0;
  const pick = (axis: number, element: number): void => {
    const size = shape[axis];
    if (size === undefined) {
      const from = element * elementBytes;
      out.set(window.subarray(from, from + elementBytes), written);
      written += elementBytes;
      return;
    }
    const stride = strides[axis] ?? 0;
    for (let index = 0; index < size; index += 1) pick(axis + 1, element + index * stride);
  };
  pick(0, 0);
  return out;
}

/** Bytes of what is swapped and has a sign: half a complex number. */
function componentBytes(dtype: DType): number {
  const bytes = byteLengthOf(dtype, 1) ?? 1;
  return DTYPES[dtype].kind === 'complex' ? bytes / 2 : bytes;
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
