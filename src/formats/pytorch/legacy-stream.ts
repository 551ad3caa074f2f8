/**
 * The parts of a legacy stream: pickles of a magic number, a protocol version, the writer’s system,
 * the object and the storage keys, then the storages, each a count of elements and its bytes.
 * https://github.com/pytorch/pytorch/blob/v2.13.0/torch/serialization.py (`_legacy_load`)
 */
import { Cursor } from '../../bytes/cursor.ts';
import { type ByteSource, byteSource } from '../../bytes/source.ts';
import { type Pickle, unpickle, unpickleAsFarAsPossible } from '../../decoders/pickle/index.ts';
import type { PickleValue } from '../../decoders/pickle/value.ts';
import { MalformedError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import type { Anomaly } from '../../model/checkpoint.ts';
import { brokenOff } from '../pickled.ts';
import { type StorageId, storageId } from './persistent-id.ts';
import { storageBytes } from './storages.ts';

const MAGIC_NUMBER = 0x1950a86a20f9469cfc6cn;
const PROTOCOL_VERSION = 1001;
/** Before each storage stands its element count, an int64. */
const COUNT_BYTES = 8;

/** Whether the first pickle is the magic number, in whatever protocol it is spelled. */
export function beginsWithMagic(head: Uint8Array): boolean {
  const pickle = unpickleAsFarAsPossible(new Cursor(head.subarray(0, 64), ''));
  return pickle.value === MAGIC_NUMBER && !('error' in pickle);
}

export interface StreamHeader {
  readonly pickles: readonly Pickle[];
  readonly object: Pickle;
  /** In the order in which the storages follow. */
  readonly keys: readonly string[];
  /** Where the first storage begins. */
  readonly dataStart: number;
}

/** Throws where the stream breaks a rule or ends too soon. */
export function streamHeader(cursor: Cursor, limits: Limits): StreamHeader {
  const beginning = streamBeginning(cursor, limits);
  const object = unpickle(cursor, limits);
  const keys = unpickle(cursor, limits);
  return {
    pickles: [...beginning, object, keys],
    object,
    keys: keysOf(keys.value, cursor),
    dataStart: cursor.position,
  };
}

/** What is left of a stream that breaks off, and where it does. */
export function salvagedHeader(cursor: Cursor, limits: Limits, anomalies: Anomaly[]): StreamHeader {
  const beginning = streamBeginning(cursor, limits);
  const object = unpickleAsFarAsPossible(cursor, limits);
  const rest = 'error' in object ? object : unpickleAsFarAsPossible(cursor, limits);
  if (object.value === undefined && 'error' in object) throw object.error;
  const { value = null } = object;
  const pickles = [...beginning, { ...object, value }];
  const header = { pickles, object: { ...object, value }, dataStart: cursor.position };
  if (!('error' in rest)) return { ...header, keys: keysOf(rest.value, cursor) };
  anomalies.push(brokenOff(rest.error));
  return { ...header, keys: [] };
}

/** Magic number, protocol version, and the writer’s system, whose byte order no longer matters. */
function streamBeginning(cursor: Cursor, limits: Limits): Pickle[] {
  const magic = unpickle(cursor, limits);
  if (magic.value !== MAGIC_NUMBER) throw refused('does not begin with the magic number', cursor);
  const version = unpickle(cursor, limits);
  if (version.value !== PROTOCOL_VERSION) {
    throw refused(`has protocol version ${String(version.value)}, not 1001`, cursor);
  }
  return [magic, version, unpickle(cursor, limits)];
}

function keysOf(value: PickleValue, cursor: Cursor): string[] {
  if (typeof value !== 'object' || value?.kind !== 'list') {
    throw refused('has no list of storage keys', cursor);
  }
  return value.items.map((key) => {
    if (typeof key !== 'string') throw refused('has a storage key that is no text', cursor);
    return key;
  });
}

function refused(what: string, cursor: Cursor): MalformedError {
  return new MalformedError(`the legacy stream ${what}`, cursor.place, { kind: 'legacy-stream' });
}

/**
 * Where each storage lies: the lengths are in the persistent ids, so none of the data is read. The
 * count before a storage is compared when the storage is first read.
 */
export function placeStorages(
  { object, keys, dataStart }: StreamHeader,
  source: ByteSource,
  anomalies: Anomaly[],
): Map<string, ByteSource> {
  const { name: file, byteLength } = source;
  const ids = storageIds(object);
  const placed = new Map<string, ByteSource>();
  let position = dataStart;
  for (const key of keys) {
    const id = ids.get(key);
    const place = { file, offset: position };
    if (id === undefined) {
      // Its element size is unknown, so nothing behind it can be found.
      anomalies.push({ kind: 'unreferenced-storage', place, data: { key } });
      return placed;
    }
    if (id.untyped) anomalies.push({ kind: 'torch-cannot-load-untyped', place, data: { key } });
    const start = position + COUNT_BYTES;
    const end = start + storageBytes(id);
    if (end > byteLength) {
      anomalies.push({ kind: 'storage-cut-short', place, data: { key, end, byteLength } });
      return placed;
    }
    placed.set(key, counted(source, start, end, id));
    position = end;
  }
  for (const key of ids.keys()) {
    if (!placed.has(key)) {
      anomalies.push({ kind: 'missing-storage', place: { file }, data: { record: key } });
    }
  }
  if (position < byteLength) {
    const place = { file, offset: position };
    anomalies.push({ kind: 'trailing-bytes', place, data: { count: byteLength - position } });
  }
  return placed;
}

/** The ids of all storages with bytes, by key; the first id of a key counts. */
function storageIds({ persistentIds }: Pickle): Map<string, StorageId> {
  const ids = new Map<string, StorageId>();
  for (const persistent of persistentIds) {
    const id = storageId(persistent);
    if (id !== undefined && id.location !== 'meta' && !ids.has(id.key)) ids.set(id.key, id);
  }
  return ids;
}

function counted(source: ByteSource, start: number, end: number, id: StorageId): ByteSource {
  let checked: Promise<void> | undefined;
  const check = async () => {
    const place = { file: source.name, offset: start - COUNT_BYTES };
    const bytes = await source.read(start - COUNT_BYTES, start);
    const count = new Cursor(bytes, source.name, place.offset).i64();
    if (count === BigInt(id.elementCount)) return;
    throw new MalformedError(
      `storage ${id.key} has ${count} elements here and ${id.elementCount} in the pickle`,
      place,
      { kind: 'legacy-storage-count' },
    );
  };
  return byteSource(source.name, end - start, async (from, to) => {
    checked ??= check();
    await checked;
    return source.read(start + from, start + to);
  });
}
