/**
 * A checkpoint in several files, and the JSON file that says which tensor is in which:
 * `model.safetensors.index.json`, `pytorch_model.bin.index.json`.
 * https://huggingface.co/docs/huggingface_hub/package_reference/serialization
 */
import { Cursor } from '../bytes/cursor.ts';
import type { ByteSource } from '../bytes/source.ts';
import { latin1Text } from '../bytes/text.ts';
import { LimitError, UnsupportedError } from '../errors.ts';
import { checkLimit } from '../limits.ts';
import type { Anomaly, Checkpoint } from '../model/checkpoint.ts';
import type { Format, OpenContext, Probe } from './format.ts';
import { listedTensors, noteTotalSize } from './shards/agreement.ts';
import { decodeIndexFile, type NamedShard, namedShards } from './shards/index-file.ts';
import { unnamedShards } from './shards/numbering.ts';
import {
  type OpenedShard,
  type OpenShard,
  openShards,
  type UnopenedShard,
} from './shards/opening.ts';

const ID = 'shard-index';
const TITLE = 'sharded checkpoint';

/** `openShard` opens the files that the index names; their formats are no business of this one. */
export function shardIndex(openShard: OpenShard): Format {
  return {
    id: ID,
    title: TITLE,
    extensions: ['.index.json'],
    recognizes,
    open: (probe, context) => openIndex(probe, context, openShard),
  };
}

/** Whether this is an index, as far as its beginning tells: a long `metadata` may fill that. */
function recognizes({ head, source }: Probe): boolean {
  const text = latin1Text(head);
  if (!/^\s*\{/.test(text)) return false;
  const isCutOff = head.length < source.byteLength;
  return text.includes('"weight_map"') || (isCutOff && source.name.endsWith('.index.json'));
}

async function openIndex(
  { source }: Probe,
  { openSibling, ...context }: OpenContext,
  openShard: OpenShard,
): Promise<Checkpoint> {
  const { name: file, byteLength } = source;
  const anomalies: Anomaly[] = [];
  const index = decodeIndexFile(await wholeFile(source, context), context.limits, anomalies);
  if (openSibling === undefined) {
    const finding = 'the shards beside this index are wanted, and only the index is given';
    throw new UnsupportedError(finding, { file }, { kind: 'no-siblings' });
  }
  const named = namedShards(index);
  // A shard gets no siblings: an index among the shards could name itself.
  const open = (shard: ByteSource) => openShard(shard, context);
  const names = new Set(named.keys());
  checkLimit(context.limits, 'shards', names.size, 'shards', { file });
  const { opened, unopened } = await openShards([...names], openSibling, open);
  const strays = await openShards(unnamedShards(names), openSibling, open);
  const all = [...opened, ...strays.opened];
  for (const shard of unopened) anomalies.push(unopenedShard(shard, named, file));
  const entries = listedTensors(index, all, file, anomalies);
  if (unopened.length === 0) noteTotalSize(index, all, entries, file, anomalies);
  const checkpoints = opened.map(({ checkpoint }) => checkpoint);
  return {
    file,
    byteLength: checkpoints.reduce((sum, shard) => sum + shard.byteLength, byteLength),
    format: { id: ID, title: TITLE, notes: notesOn(named.size, checkpoints) },
    root: { kind: 'mapping', type: 'dict', entries },
    extras: new Map(opened.flatMap(extrasOf)),
    // What the index says comes first, then what only the shards say.
    metadata: new Map([
      ...index.metadata,
      ...checkpoints
        .flatMap(({ metadata }) => [...metadata])
        .filter(([key]) => !index.metadata.has(key)),
    ]),
    globals: checkpoints.flatMap(({ globals }) => globals),
    anomalies: [...anomalies, ...checkpoints.flatMap((shard) => shard.anomalies)],
  };
}

async function wholeFile(source: ByteSource, { limits }: OpenContext): Promise<Cursor> {
  const { name: file, byteLength } = source;
  if (byteLength > limits.headerBytes) {
    const finding = `an index of ${byteLength} bytes, more than the ${limits.headerBytes} allowed`;
    throw new LimitError(finding, { file }, { kind: 'shard-index/too-large' });
  }
  return new Cursor(await source.read(0, byteLength), file);
}

/** With the tensors that are missing because of it. */
function unopenedShard(
  { name: shard, kind, data }: UnopenedShard,
  named: ReadonlyMap<string, NamedShard>,
  file: string,
): Anomaly {
  const { offset = 0, tensors = [] } = named.get(shard) ?? {};
  const missing = { count: tensors.length, tensors: tensors.join(', ') };
  return { kind, place: { file, offset }, data: { shard, ...data, ...missing } };
}

function extrasOf({ name, checkpoint: { extras } }: OpenedShard) {
  return Array.from(extras, ([key, value]) => [`${name}: ${key}`, value] as const);
}

function notesOn(count: number, checkpoints: readonly Checkpoint[]): string[] {
  const titles = new Set(checkpoints.map(({ format }) => format.title));
  return [count === 1 ? '1 shard' : `${count} shards`, ...titles];
}
