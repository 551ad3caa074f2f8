import type { Place } from '../../errors.ts';
import type { Anomaly } from '../../model/checkpoint.ts';
import { byteLengthOf } from '../../model/dtype.ts';
import { elementCountOf, isKind, type Storage, type Value } from '../../model/value.ts';
import type { IndexFile } from './index-file.ts';
import type { OpenedShard } from './opening.ts';

/** The tensors that are where the index says, in its order; where the two disagree is noted. */
export function listedTensors(
  { shardOf }: IndexFile,
  shards: readonly OpenedShard[],
  file: string,
  anomalies: Anomaly[],
): Map<Value, Value> {
  const holders = holdersOf(shards, anomalies);
  const tensorsIn = new Map(shards.map(({ name, tensors }) => [name, tensors.entries]));
  const listed = new Map<Value, Value>();
  for (const [tensor, { shard, offset }] of shardOf) {
    const tensors = tensorsIn.get(shard);
    const value = tensors?.get(tensor);
    if (value !== undefined) listed.set(tensor, value);
    else if (tensors !== undefined) {
      const holder = holders.get(tensor);
      const data = { tensor, shard, ...(holder && { foundIn: holder.name }) };
      anomalies.push({ kind: 'tensor-not-in-shard', place: { file, offset }, path: tensor, data });
    }
  }
  for (const [tensor, { name: shard, checkpoint }] of holders) {
    if (shardOf.has(tensor)) continue;
    const place = { file: checkpoint.file };
    anomalies.push({ kind: 'unlisted-tensor', place, path: tensor, data: { tensor, shard } });
  }
  return listed;
}

/** The first shard that holds each tensor. */
function holdersOf(shards: readonly OpenedShard[], anomalies: Anomaly[]): Map<string, OpenedShard> {
  const holders = new Map<string, OpenedShard>();
  for (const shard of shards) {
    for (const tensor of shard.tensors.entries.keys()) {
      if (typeof tensor !== 'string') continue;
      const holder = holders.get(tensor);
      if (holder === undefined) holders.set(tensor, shard);
      else {
        const data = { tensor, shard: shard.name, alsoIn: holder.name };
        const place = { file: shard.checkpoint.file };
        anomalies.push({ kind: 'tensor-in-two-shards', place, path: tensor, data });
      }
    }
  }
  return holders;
}

/**
 * Compares the size that the index tells with that of the tensors of all shards. Each name counts
 * once, and where the index says it is.
 */
export function noteTotalSize(
  { totalSize }: IndexFile,
  shards: readonly OpenedShard[],
  listed: ReadonlyMap<Value, Value>,
  file: string,
  anomalies: Anomaly[],
): void {
  if (totalSize === undefined) return;
  const all = shards.flatMap(({ tensors }) => [...tensors.entries]);
  const { byStorage, byTensor } = sizeOf(new Map([...all, ...listed]).values());
  // Writers differ in whether tied tensors count once.
  if (totalSize.byteLength === byStorage || totalSize.byteLength === byTensor) return;
  const place: Place = { file, offset: totalSize.offset };
  const data = { index: totalSize.byteLength, found: byStorage };
  anomalies.push({ kind: 'total-size', place, data });
}

function sizeOf(values: Iterable<Value>): { byStorage: number; byTensor: number } {
  const storages = new Set<Storage>();
  let byTensor = 0;
  for (const value of values) {
    if (!isKind(value, 'tensor') || value.storage === null) continue;
    storages.add(value.storage);
    byTensor += byteLengthOf(value.dtype, elementCountOf(value.shape ?? [])) ?? 0;
  }
  const byStorage = [...storages].reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { byStorage, byTensor };
}
