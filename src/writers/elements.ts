/** The elements of tensors as they are to be written. */
import { MalformedError } from '../errors.ts';
import { type CastTarget, castBetween } from '../model/cast.ts';
import { DTYPES, type DType, isDType } from '../model/dtype.ts';
import {
  endOf,
  inRow,
  rowMajorBytes,
  type StoredElements,
  storedElements,
} from '../model/tensor-bytes.ts';
import { elementCountOf, type NdArray, type Storage, type Tensor } from '../model/value.ts';
import type { Chunks, Draft } from './draft.ts';

/** A tensor with a name, ready to be written row by row. */
export interface NamedElements {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly elements: Draft;
}

/**
 * The elements row by row, little-endian, cast where `castTo` says so. `undefined` where the value has
 * none of its own, or of a type that is not torch’s.
 */
export function elementsOf(
  value: Tensor | NdArray | Storage,
  castTo?: CastTarget,
): (Draft & { readonly dtype: DType }) | undefined {
  const stored = storedElements(value);
  if (stored === undefined || !isDType(stored.dtype)) return undefined;
  const cast = castTo === undefined ? undefined : castBetween(stored.dtype, castTo);
  const isCast = cast !== undefined && castTo !== undefined;
  const dtype = isCast ? castTo : stored.dtype;
  const byteLength = byteLengthOf(stored, dtype);
  const chunks = async function* (): Chunks {
    if (cast === undefined) yield* rowMajorBytes(stored);
    else for await (const chunk of rowMajorBytes(stored)) yield cast(chunk);
  };
  const range = inRow(stored);
  if (range === undefined) return { dtype, byteLength, chunks };
  const pair = isCast ? { cast: { from: stored.dtype, to: castTo } } : {};
  const stretch = { source: stored.source, ...range, ...pair };
  return { dtype, byteLength, chunks, parts: () => [{ byteLength, chunks, stretch }] };
}

/** Elements that share bytes are written as their whole storage, whose rows may be padded. */
function byteLengthOf({ shape, source, packed }: StoredElements, dtype: DType): number {
  const count = elementCountOf(shape);
  if (count === 0) return 0;
  return packed === true ? source.byteLength : count * DTYPES[dtype].blockBytes;
}

/** Whether the storage of a tensor has all the elements that its view says. */
export function isInsideStorage(tensor: Tensor): boolean {
  const stored = storedElements(tensor);
  if (stored === undefined || stored.packed === true) return true;
  if (elementCountOf(stored.shape) === 0) return true;
  try {
    endOf(stored);
    return true;
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}
