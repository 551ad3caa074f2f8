/**
 * Splits tensors over several files as huggingface_hub does, with an index beside them:
 * https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/serialization/_base.py
 */
import { bytesDraft, type FileDraft } from './draft.ts';
import type { NamedElements } from './elements.ts';
import { safetensorsDraft } from './safetensors.ts';

export interface Sharding {
  /** What the names of the files begin with: `model`. */
  readonly stem: string;
  /** Bytes of tensors a file may have; a larger tensor has a file of its own. */
  readonly shardBytes: number;
}

/** One file without index where all fits into one, else the shards and, last, their index. */
export function shardedDrafts(
  tensors: readonly NamedElements[],
  metadata: ReadonlyMap<string, string>,
  indexMetadata: ReadonlyMap<string, string>,
  { stem, shardBytes }: Sharding,
): FileDraft[] {
  const shards = split(tensors, shardBytes);
  const [only] = shards;
  if (only !== undefined && shards.length === 1) {
    const all = new Map([...metadata, ...indexMetadata]);
    return [{ name: `${stem}.safetensors`, ...safetensorsDraft(only, all) }];
  }
  const names = shards.map((_, index) => shardName(stem, index + 1, shards.length));
  const files = shards.map((shard, index) => ({
    name: names[index] ?? stem,
    ...safetensorsDraft(shard, metadata),
  }));
  const text = indexText(tensors, shards, names, indexMetadata);
  const index = bytesDraft(new TextEncoder().encode(text));
  return [...files, { name: `${stem}.safetensors.index.json`, ...index }];
}

function shardName(stem: string, number: number, count: number): string {
  const digits = (value: number) => String(value).padStart(5, '0');
  return `${stem}-${digits(number)}-of-${digits(count)}.safetensors`;
}

/** In the order given. A tensor beyond the limit is put by itself and the shard at hand stays open. */
function split(tensors: readonly NamedElements[], shardBytes: number): NamedElements[][] {
  const shards: NamedElements[][] = [];
  let current: NamedElements[] = [];
  let size = 0;
  for (const tensor of tensors) {
    const { byteLength } = tensor.elements;
    if (byteLength > shardBytes) {
      shards.push([tensor]);
      continue;
    }
    if (size + byteLength > shardBytes) {
      if (current.length > 0) shards.push(current);
      current = [];
      size = 0;
    }
    current.push(tensor);
    size += byteLength;
  }
  if (current.length > 0 || shards.length === 0) shards.push(current);
  return shards;
}

/** As huggingface_hub writes it: shard by shard, indented, in ASCII, without a newline at the end. */
function indexText(
  tensors: readonly NamedElements[],
  shards: readonly (readonly NamedElements[])[],
  names: readonly string[],
  metadata: ReadonlyMap<string, string>,
): string {
  const totalSize = tensors.reduce((sum, { elements }) => sum + elements.byteLength, 0);
  const facts = Array.from(metadata, ([name, value]) => [name, asciiJson(value)] as const);
  const files = shards.flatMap((shard, index) =>
    shard.map(({ name }) => [name, asciiJson(names[index] ?? '')] as const),
  );
  const all = [['total_size', String(totalSize)] as const, ...facts];
  return `{\n  "metadata": ${objectText(all)},\n  "weight_map": ${objectText(files)}\n}`;
}

/** Written by hand: properties of an object whose names are numbers would change places. */
function objectText(entries: readonly (readonly [name: string, json: string])[]): string {
  const lines = entries.map(([name, json]) => `    ${asciiJson(name)}: ${json}`);
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
}

/** As Python’s `json.dumps` escapes text. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
