/** A list of digests that was kept, and what has become of the tensors since. */
import { escapedJson } from '../../model/escaped-json.ts';
import type { CheckpointHash, HashedTensor } from './hash.ts';

export interface Manifest {
  readonly digest: string;
  /** Whether it is of all tensors by path, not of the weights by name. */
  readonly isOfAll: boolean;
  readonly tensors: readonly HashedTensor[];
}

export interface Difference {
  readonly kind: 'changed' | 'missing' | 'added';
  readonly name: string;
}

export function manifestText(hash: CheckpointHash, isOfAll: boolean): string {
  const lines = hash.tensors.map(({ name, dtype, shape, sha256 }) =>
    escapedJson(JSON.stringify({ name, dtype, shape, sha256 })),
  );
  const head = JSON.stringify({ kind: 'manifest', version: 1, algorithm: 'sha256' }).slice(0, -1);
  const scope = isOfAll ? 'all' : 'weights';
  return `${head},"of":"${scope}","digest":"${hash.digest}","tensors":[\n${lines.join(',\n')}\n]}\n`;
}

/** `undefined` where `text` is no manifest. */
export function parsedManifest(text: string): Manifest | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(parsed) || parsed.kind !== 'manifest' || parsed.version !== 1) return undefined;
  const { digest, tensors, of } = parsed;
  if (typeof digest !== 'string' || !Array.isArray(tensors)) return undefined;
  const rows = tensors.map(rowOf);
  const isWhole = rows.every((row) => row !== undefined);
  return isWhole ? { digest, isOfAll: of === 'all', tensors: rows } : undefined;
}

function rowOf(row: unknown): HashedTensor | undefined {
  if (!isObject(row)) return undefined;
  const { name, dtype, shape, sha256 } = row;
  const isRow =
    typeof name === 'string' &&
    typeof dtype === 'string' &&
    Array.isArray(shape) &&
    shape.every((size): size is number => typeof size === 'number') &&
    (typeof sha256 === 'string' || sha256 === null);
  return isRow ? { name, dtype, shape, sha256 } : undefined;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

/** What differs, in the order of the names. */
export function differences(manifest: Manifest, hash: CheckpointHash): Difference[] {
  const kept = new Map(manifest.tensors.map((row) => [row.name, row]));
  const found = new Map(hash.tensors.map((row) => [row.name, row]));
  const names = [...new Set([...kept.keys(), ...found.keys()])].sort();
  return names.flatMap((name): Difference[] => {
    const [before, now] = [kept.get(name), found.get(name)];
    if (before === undefined) return [{ kind: 'added', name }];
    if (now === undefined) return [{ kind: 'missing', name }];
    return isSame(before, now) ? [] : [{ kind: 'changed', name }];
  });
}

function isSame(a: HashedTensor, b: HashedTensor): boolean {
  return a.dtype === b.dtype && a.sha256 === b.sha256 && String(a.shape) === String(b.shape);
}
