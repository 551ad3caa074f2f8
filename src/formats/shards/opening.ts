import type { ByteSource } from '../../bytes/source.ts';
import { isContentError, SourceError } from '../../errors.ts';
import type { Anomaly, Checkpoint } from '../../model/checkpoint.ts';
import { isKind, type Mapping } from '../../model/value.ts';
import type { OpenContext } from '../format.ts';
import { isSiblingName } from './sibling-name.ts';

/** Opens a file of any format that a shard can have: whoever knows them all provides it. */
export type OpenShard = (source: ByteSource, context: OpenContext) => Promise<Checkpoint>;

export interface OpenedShard {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly tensors: Mapping;
}

/** Why a shard that the index names is not opened. */
export interface UnopenedShard {
  readonly name: string;
  readonly kind: 'shard-escapes' | 'missing-shard' | 'broken-shard';
  readonly data: Anomaly['data'];
}

/** So many at once that a slow source is not waited for shard by shard, and no more. */
const AT_ONCE = 8;

/** A shard that is there, and whose bytes could not be had this time, is not missing. */
const NOT_HAD: ReadonlySet<string | undefined> = new Set(['io', 'no-permission', 'changed']);

/** Opens each shard, in the given order, or finds out what keeps it from being opened. */
export async function openShards(
  names: readonly string[],
  openSibling: (name: string) => Promise<ByteSource>,
  openShard: (source: ByteSource) => Promise<Checkpoint>,
): Promise<{ opened: OpenedShard[]; unopened: UnopenedShard[] }> {
  const opened: OpenedShard[] = [];
  const unopened: UnopenedShard[] = [];
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const batch = names.slice(start, start + AT_ONCE);
    for (const shard of await Promise.all(
      batch.map((name) => open(name, openSibling, openShard)),
    )) {
      if ('checkpoint' in shard) opened.push(shard);
      else unopened.push(shard);
    }
  }
  return { opened, unopened };
}

async function open(
  name: string,
  openSibling: (name: string) => Promise<ByteSource>,
  openShard: (source: ByteSource) => Promise<Checkpoint>,
): Promise<OpenedShard | UnopenedShard> {
  if (!isSiblingName(name)) return { name, kind: 'shard-escapes', data: {} };
  let source: ByteSource;
  try {
    source = await openSibling(name);
  } catch (error) {
    if (!(error instanceof SourceError) || NOT_HAD.has(error.kind)) throw error;
    return { name, kind: 'missing-shard', data: { finding: error.message } };
  }
  try {
    const checkpoint = await openShard(source);
    if (isKind(checkpoint.root, 'mapping')) return { name, checkpoint, tensors: checkpoint.root };
    return { name, kind: 'broken-shard', data: { finding: 'it holds no mapping of tensors' } };
  } catch (error) {
    // Bytes that could not be had say nothing about the checkpoint: trying again may help.
    if (!isContentError(error)) throw error;
    const problem = error.kind !== undefined && { problem: error.kind };
    return { name, kind: 'broken-shard', data: { finding: error.message, ...problem } };
  }
}
