import { isContentError } from '../errors.ts';
import type { Anomaly } from '../model/checkpoint.ts';
import { rowMajorBytes, storedElements } from '../model/tensor-bytes.ts';
import type { NdArray, Storage, Tensor, Value } from '../model/value.ts';
import { arraysOf } from '../model/walk.ts';

/** Takes bytes in turn; `digest` gives the SHA-256 of all of them, in hex. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  digest(): string;
}

/** SHA-256 digests, in hex. What has no bytes has none. */
export type Digests = ReadonlyMap<Tensor | Storage | NdArray, string>;

export interface DigestOptions {
  /** Receives what could not be read: it has no digest. */
  readonly anomalies: Anomaly[];
  readonly onBytes?: (byteLength: number) => void;
}

/** The digest of the row-major little-endian element bytes of everything below `roots`. */
export async function digestsOf(
  roots: Iterable<Value>,
  sha256: () => Sha256,
  { anomalies, onBytes = () => {} }: DigestOptions,
): Promise<Digests> {
  const digests = new Map<Tensor | Storage | NdArray, string>();
  for (const value of arraysOf(roots)) {
    try {
      const digest = await digestOf(value, sha256(), onBytes);
      if (digest !== undefined) digests.set(value, digest);
    } catch (error) {
      if (!isContentError(error)) throw error;
      const { place, finding } = error;
      anomalies.push({ kind: 'unreadable-tensor', place, data: { finding } });
    }
  }
  return digests;
}

async function digestOf(
  value: Tensor | Storage | NdArray,
  hash: Sha256,
  onBytes: (byteLength: number) => void,
): Promise<string | undefined> {
  const elements = storedElements(value);
  if (elements === undefined) return undefined;
  for await (const chunk of rowMajorBytes(elements)) {
    hash.update(chunk);
    onBytes(chunk.byteLength);
  }
  return hash.digest();
}
