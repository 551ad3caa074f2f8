import type { Cursor } from '../../bytes/cursor.ts';
import { decodeJson, lastMember } from '../../decoders/json.ts';
import type { JsonMember, JsonObject, JsonValue } from '../../decoders/json-value.ts';
import { MalformedError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import type { Anomaly } from '../../model/checkpoint.ts';

/** What the index of a sharded checkpoint says. */
export interface IndexFile {
  /** By tensor, in the order of the file. */
  readonly shardOf: ReadonlyMap<string, ShardName>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly totalSize?: { readonly byteLength: number; readonly offset: number };
}

interface ShardName {
  readonly shard: string;
  /** Where in the index it stands. */
  readonly offset: number;
}

export function decodeIndexFile(cursor: Cursor, limits: Limits, anomalies: Anomaly[]): IndexFile {
  const { file } = cursor.place;
  // Python writes it, and Python reads it.
  const index = decodeJson(cursor, { depth: limits.depth, pythonConstants: true });
  const wrong = (finding: string, { offset }: JsonValue) =>
    new MalformedError(finding, { file, offset }, { kind: 'shard-index/weight-map' });
  if (index.kind !== 'object') throw wrong('the index is no JSON object', index);
  const weightMap = lastMember(index, 'weight_map');
  if (weightMap === undefined) throw wrong('the index has no "weight_map"', index);
  if (weightMap.kind !== 'object') throw wrong('"weight_map" is no JSON object', weightMap);
  const shardOf = new Map<string, ShardName>();
  for (const { key, value, offset } of weightMap.members) {
    if (value.kind !== 'string') throw wrong(`"weight_map" gives "${key}" no file name`, value);
    if (shardOf.has(key)) {
      anomalies.push({ kind: 'duplicate-key', place: { file, offset }, path: key, data: { key } });
    }
    shardOf.set(key, { shard: value.value, offset: value.offset });
  }
  return { shardOf, ...selfDescription(index) };
}

/** What the index says of one shard: where it is first named, and which tensors it should hold. */
export interface NamedShard {
  readonly offset: number;
  readonly tensors: readonly string[];
}

/** The shards by name, in the order in which the index first names them. */
export function namedShards({ shardOf }: IndexFile): ReadonlyMap<string, NamedShard> {
  const shards = new Map<string, NamedShard & { tensors: string[] }>();
  for (const [tensor, { shard, offset }] of shardOf) {
    const known = shards.get(shard);
    if (known === undefined) shards.set(shard, { offset, tensors: [tensor] });
    else known.tensors.push(tensor);
  }
  return shards;
}

function selfDescription(index: JsonObject): Pick<IndexFile, 'metadata' | 'totalSize'> {
  const value = lastMember(index, 'metadata');
  if (value?.kind !== 'object') return { metadata: new Map() };
  const metadata = new Map(value.members.map(({ key, value }) => [key, plainText(value)]));
  const size = lastMember(value, 'total_size');
  if (size?.kind !== 'number') return { metadata };
  return { metadata, totalSize: { byteLength: Number(size.text), offset: size.offset } };
}

/** A string as it is, everything else as JSON. */
function plainText(value: JsonValue): string {
  return value.kind === 'string' ? value.value : jsonText(value);
}

function jsonText(value: JsonValue): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(value.value);
    case 'number':
      return value.text;
    case 'string':
      return JSON.stringify(value.value);
    case 'array':
      return `[${value.items.map(jsonText).join(',')}]`;
    default:
      return `{${value.members.map(memberText).join(',')}}`;
  }
}

function memberText({ key, value }: JsonMember): string {
  return `${JSON.stringify(key)}:${jsonText(value)}`;
}
