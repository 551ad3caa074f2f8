/**
 * The tree a checkpoint is, whatever file it came from. Python’s types stay apart: an int is a
 * `number` (a `bigint` beyond 2^53), a float is boxed. Shared values are the same object, so ties
 * and cycles survive.
 */
import type { ByteSource } from '../bytes/source.ts';
import type { DType } from './dtype.ts';

export type Value = Scalar | Sequence | Mapping | Tensor | Storage | NdArray | Opaque;

export type Scalar =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | Complex
  | Bytes
  | Name
  | NumpyScalar;

export interface Float {
  readonly kind: 'float';
  readonly value: number;
}

export interface Complex {
  readonly kind: 'complex';
  readonly real: number;
  readonly imaginary: number;
}

export interface Bytes {
  readonly kind: 'bytes' | 'bytearray';
  readonly bytes: Uint8Array;
}

/** A thing that is only its name: a class or function, or one of torch’s or numpy’s constants. */
export interface Name {
  readonly kind:
    | 'global'
    | 'dtype'
    | 'device'
    | 'layout'
    | 'memory_format'
    | 'qscheme'
    | 'numpy_dtype';
  readonly name: string;
}

/** `size` is torch.Size. The items of a set keep the order of the file. */
export interface Sequence {
  readonly kind: 'list' | 'tuple' | 'set' | 'frozenset' | 'size';
  readonly items: readonly Value[];
}

export interface Mapping {
  readonly kind: 'mapping';
  /** `dict`, or the full name of one of the dict classes of Python’s library. */
  readonly type: string;
  /**
   * In the order of the file. A key that is a primitive can be looked up; the others are found by
   * walking.
   */
  readonly entries: ReadonlyMap<Value, Value>;
  /** Attributes beside the entries, as the `_metadata` of a state dict. */
  readonly attributes?: Value;
}

export type Layout =
  | 'strided'
  | 'sparse_coo'
  | 'sparse_csr'
  | 'sparse_csc'
  | 'sparse_bsr'
  | 'sparse_bsc'
  | 'jagged';

/** Strides and offset count elements, as torch does. */
export interface Tensor {
  readonly kind: 'tensor';
  readonly dtype: DType;
  /** `null` for a nested tensor, whose parts have shapes of their own. */
  readonly shape: readonly number[] | null;
  readonly strides: readonly number[] | null;
  readonly storageOffset: number;
  /** `null` where the elements are only in `parts` (sparse layouts). */
  readonly storage: Storage | null;
  readonly layout: Layout;
  readonly device: string;
  readonly requiresGrad: boolean;
  readonly parameter: boolean;
  /** The elements are the conjugates, or the negatives, of what the storage holds. */
  readonly conjugate?: true;
  readonly negative?: true;
  /** Indices and values, scales and zero points, by torch’s names. */
  readonly parts?: ReadonlyMap<string, Value>;
  /** The full name of a Tensor subclass. */
  readonly subclass?: string;
  readonly attributes?: Value;
}

/**
 * A run of bytes that tensors view. The same object means the same memory: two tensors on one
 * storage are tied.
 */
export interface Storage {
  readonly kind: 'storage';
  readonly dtype: DType;
  /** What the checkpoint says, whether or not the bytes are there. */
  readonly byteLength: number;
  readonly device: string;
  /** `null` where the file has no bytes for it: on the meta device, or missing. */
  readonly source: ByteSource | null;
  readonly bigEndian?: true;
}

/** A numpy array: its elements came with the tree. */
export interface NdArray {
  readonly kind: 'ndarray';
  /** numpy’s spelling, byte order included: `float32`, `>f8`, `[('a', '<i4')]`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Column-major. */
  readonly fortran: boolean;
  /** Element bytes in the order and byte order of the file, or the objects of an object array. */
  readonly data: Uint8Array | readonly Value[];
  /** Bytes of one element; 0 for objects. */
  readonly itemBytes: number;
}

export interface NumpyScalar {
  readonly kind: 'numpy_scalar';
  readonly dtype: string;
  readonly value: Value;
}

/**
 * An instance of a class that is not known here, or a call that was not made. Only the parts that
 * the file has are present.
 */
export interface Opaque {
  readonly kind: 'opaque';
  /** The full name of the class or function; `call` where the first of `args` is called. */
  readonly type: string;
  readonly args?: readonly Value[];
  readonly kwargs?: ReadonlyMap<string, Value>;
  readonly state?: Value;
  readonly items?: readonly (readonly [key: Value, value: Value])[];
  readonly elements?: readonly Value[];
}

export function isKind<
  Kind extends Exclude<Value, null | boolean | number | bigint | string>['kind'],
>(
  value: Value | undefined,
  kind: Kind,
): value is Extract<Value, { kind: Kind | string }> & { kind: Kind } {
  return typeof value === 'object' && value !== null && value.kind === kind;
}

/** How many elements a shape has. */
export function elementCountOf(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}

/** How many elements; those of its buffer for a nested tensor. */
export function elementCount(tensor: Tensor | NdArray): number {
  if (tensor.kind === 'ndarray' || tensor.shape !== null) return elementCountOf(tensor.shape ?? []);
  const buffer = tensor.parts?.get('values');
  return isKind(buffer, 'tensor') ? elementCount(buffer) : 0;
}

/** The strides of elements that lie row by row without gaps. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    strides[axis] = stride;
    stride *= Math.max(shape[axis] ?? 1, 1);
  }
  return strides;
}
