import {
  hasBytes,
  type ReadableTensor,
  readable,
  rowMajorBytes,
  storageTensor,
} from '../model/tensor-bytes.ts';
import type { NdArray, Storage, Tensor, Value } from '../model/value.ts';
import { elementCountOf } from '../model/value.ts';
import { arraysOf } from '../model/walk.ts';

/** Takes bytes in turn; `digest` gives the SHA-256 of all of them, in hex. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  digest(): string;
}

/** SHA-256 digests, in hex. What has no bytes has none. */
export type Digests = ReadonlyMap<Tensor | Storage | NdArray, string>;

/** The digest of the row-major little-endian element bytes of everything in `roots` that has any. */
export async function digests(
  roots: Iterable<Value>,
  sha256: () => Sha256,
  onBytes: (byteLength: number) => void = () => {},
): Promise<Digests> {
  const found = new Map<Tensor | Storage | NdArray, string>();
  for (const value of arraysOf(roots)) {
    const hash = sha256();
    if (value.kind === 'ndarray') {
      if (!(value.data instanceof Uint8Array)) continue;
      hash.update(rowMajorArray(value, value.data));
    } else {
      const tensor = readableOf(value);
      if (tensor === undefined) continue;
      for await (const chunk of rowMajorBytes(tensor)) {
        hash.update(chunk);
        onBytes(chunk.byteLength);
      }
    }
    found.set(value, hash.digest());
  }
  return found;
}

function readableOf(value: Tensor | Storage): ReadableTensor | undefined {
  if (value.kind === 'tensor') return readable(value);
  return hasBytes(value) ? storageTensor(value) : undefined;
}

/** numpy keeps the byte order that its dtype names. */
function rowMajorArray({ shape, fortran, itemBytes }: NdArray, data: Uint8Array): Uint8Array {
  if (!fortran || shape.length < 2) return data;
  const out = new Uint8Array(data.byteLength);
  const count = elementCountOf(shape);
  for (let index = 0; index < count; index += 1) {
    let rest = index;
    let from = 0;
    let stride = elementCountOf(shape);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const size = shape[axis] ?? 1;
      stride /= size;
      from += (rest % size) * stride;
      rest = Math.floor(rest / size);
    }
    out.set(data.subarray(from * itemBytes, (from + 1) * itemBytes), index * itemBytes);
  }
  return out;
}
