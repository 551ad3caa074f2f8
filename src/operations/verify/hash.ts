/**
 * Digests of what a checkpoint holds, whatever file it is in: docs/hash.md defines them.
 */
import { readAhead } from '../../bytes/read-ahead.ts';
import { isContentError } from '../../errors.ts';
import type { Anomaly, Checkpoint } from '../../model/checkpoint.ts';
import { DTYPES, isDType } from '../../model/dtype.ts';
import { scalarText } from '../../model/scalar-text.ts';
import { rowMajorBytes, storedElements } from '../../model/tensor-bytes.ts';
import { isKind, type NdArray, type Tensor } from '../../model/value.ts';
import { Views } from '../../model/views.ts';
import { selection } from '../convert/selection.ts';
import type { Sha256 } from '../digest.ts';
import { underTorchName } from '../stats/numbers.ts';
import { tensorsOf } from '../tensor-list.ts';
import { isOnlyParts, partsOf } from '../tensor-parts.ts';

/** A tensor, and what its elements hash to. */
export interface HashedTensor {
  readonly name: string;
  /** Absent where another name stands for the same tensor only in what the file says of itself. */
  readonly path?: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** In hex; `null` for a tensor without elements of its own, as one on the meta device. */
  readonly sha256: string | null;
}

export interface CheckpointHash {
  /** Of all tensors. Absent where one could not be read. */
  readonly digest?: string;
  /** By name. */
  readonly tensors: readonly HashedTensor[];
}

export interface HashOptions {
  readonly sha256: () => Sha256;
  /** All tensors of the tree by their paths, not the weights by their names. */
  readonly all: boolean;
  /** Receives what could not be read. */
  readonly anomalies: Anomaly[];
  readonly onBytes?: ((byteLength: number) => void) | undefined;
  readonly turn?: (() => Promise<void>) | undefined;
  readonly isInterrupted?: (() => boolean) | undefined;
}

interface Named {
  readonly name: string;
  readonly path: string;
  readonly tensor: Tensor | NdArray;
}

/** The tensors that are hashed, under the names that count. */
export function hashedTensors({ root }: Checkpoint, all: boolean): Named[] {
  const chosen: readonly Named[] = all
    ? tensorsOf(root).map(({ path, tensor }) => ({ name: path, path, tensor }))
    : selection(root, {}).tensors;
  return chosen.flatMap((named) => [...(isOnlyParts(named) ? [] : [named]), ...partsOf(named)]);
}

/** `undefined` where it was interrupted. */
export async function hashOf(
  checkpoint: Checkpoint,
  options: HashOptions,
): Promise<CheckpointHash | undefined> {
  const views = new Views();
  const byPath = new Map<string, HashedTensor>();
  const rows: HashedTensor[] = [];
  let isWhole = true;
  for (const named of hashedTensors(checkpoint, options.all)) {
    const { name, path, tensor } = named;
    const earlier = tensor.kind === 'tensor' ? views.earlier(tensor, path) : undefined;
    const same = earlier === undefined ? undefined : byPath.get(earlier);
    const row = same === undefined ? await hashed(named, options) : { ...same, name, path };
    if (options.isInterrupted?.()) return undefined;
    if (row === undefined) isWhole = false;
    else {
      byPath.set(path, row);
      rows.push(row);
    }
  }
  const tensors = inOrderOfNames(options.all ? rows : [...rows, ...aliases(checkpoint, rows)]);
  return isWhole ? { digest: digestOf(tensors, options.sha256()), tensors } : { tensors };
}

/** The digest of tensors in the order of their names: a line of JSON for each. */
function digestOf(tensors: readonly HashedTensor[], hash: Sha256): string {
  const encoder = new TextEncoder();
  for (const { name, dtype, shape, sha256 } of tensors) {
    hash.update(encoder.encode(`${JSON.stringify([name, dtype, shape, sha256])}\n`));
  }
  return hash.digest();
}

function inOrderOfNames(tensors: readonly HashedTensor[]): HashedTensor[] {
  const encoder = new TextEncoder();
  const keys = new Map(tensors.map((row) => [row, encoder.encode(row.name)]));
  const key = (row: HashedTensor) => keys.get(row) ?? new Uint8Array(0);
  return [...tensors].sort((a, b) => compared(key(a), key(b)));
}

function compared(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** `undefined` where it could not be read. */
async function hashed(named: Named, options: HashOptions): Promise<HashedTensor | undefined> {
  const { name, path, tensor } = named;
  const stored = storedElements(tensor);
  const elements = stored && underTorchName(stored);
  const facts = { name, path, dtype: dtypeText(elements?.dtype ?? tensor.dtype, tensor) };
  const shape = elements?.shape ?? tensor.shape ?? [];
  if (elements === undefined) return { ...facts, shape, sha256: null };
  const hash = options.sha256();
  try {
    for await (const bytes of readAhead(rowMajorBytes(elements))) {
      hash.update(bytes);
      options.onBytes?.(bytes.byteLength);
      await options.turn?.();
      if (options.isInterrupted?.()) return undefined;
    }
  } catch (error) {
    if (!isContentError(error)) throw error;
    const { place, finding } = error;
    options.anomalies.push({ kind: 'unreadable-tensor', place, path, data: { finding } });
    return undefined;
  }
  return { ...facts, shape, sha256: hash.digest() };
}

/** What the numbers of quantized elements mean is a part of what they are. */
function dtypeText(dtype: string, tensor: Tensor | NdArray): string {
  if (tensor.kind !== 'tensor' || !isDType(dtype) || DTYPES[dtype].kind !== 'quantized') {
    return dtype;
  }
  const parts = Array.from(tensor.parts ?? []).flatMap(([name, value]) =>
    typeof value === 'number' || isKind(value, 'float') ? [`${name}=${scalarText(value)}`] : [],
  );
  return parts.length === 0 ? dtype : `${dtype}(${parts.join(',')})`;
}

/**
 * Of tied tensors safetensors keeps one; under which other names it goes stands in the metadata, as Hugging
 * Face writes it: https://github.com/huggingface/safetensors/blob/main/bindings/python/py_src/safetensors/torch.py
 */
function aliases(
  { metadata, format }: Checkpoint,
  rows: readonly HashedTensor[],
): readonly HashedTensor[] {
  if (format.id !== 'safetensors' && format.id !== 'shard-index') return [];
  const byName = new Map(rows.map((row) => [row.name, row]));
  return Array.from(metadata).flatMap(([name, kept]) => {
    const row = byName.get(kept);
    if (row === undefined || byName.has(name)) return [];
    const { path: _, ...same } = row;
    return [{ ...same, name }];
  });
}
