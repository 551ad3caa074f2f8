/** The pickles of a torch archive, and the storages they refer to. */
import { crc32 } from '../../bytes/crc32.ts';
import type { ByteSource } from '../../bytes/source.ts';
import { DEFLATED, placeOfHeader, type ZipEntry } from '../../containers/zip-entry.ts';
import { UnsupportedError } from '../../errors.ts';
import { inflatedLimits } from '../../limits.ts';
import type { Anomaly, GlobalName } from '../../model/checkpoint.ts';
import type { Value } from '../../model/value.ts';
import type { OpenContext } from '../format.ts';
import { globalNames, type PickleOrigin, readPickle } from '../pickled.ts';
import { Interpreter } from '../python/interpreter.ts';
import { recordBytes, type ZipRecords } from '../zip-records.ts';
import { readNestedStorage } from './nested-stream.ts';
import { StorageBook, type StoredBytes, storageResolver } from './storages.ts';
import { torchVocabularies } from './vocabulary.ts';

export interface ArchiveObjectOptions {
  readonly context: OpenContext;
  readonly anomalies: Anomaly[];
  /** What the archive’s `byteorder` record says. */
  readonly byteOrder: string | undefined;
  /** The record that holds the storage `key`. */
  readonly storageName: (key: string) => string;
}

export interface ArchiveObject {
  readonly value: Value;
  readonly protocol: number;
  readonly globals: readonly GlobalName[];
  /** The records of the storages it uses. */
  readonly used: ReadonlySet<string>;
}

/** Reads the pickle in `entry`. Of the storages it reads nothing. */
export async function readObject(
  zip: ZipRecords,
  entry: ZipEntry,
  { context, anomalies, byteOrder, storageName }: ArchiveObjectOptions,
): Promise<ArchiveObject> {
  const { archive } = zip;
  const bytes = await recordBytes(zip, entry, context.limits, 'pickleBytes');
  const origin = await originOf(zip, entry);
  // torch writes 0 where it was told not to compute checksums.
  if (entry.crc32 !== 0 && crc32(bytes) !== entry.crc32) {
    const place = { file: origin.file, offset: entry.headerOffset };
    anomalies.push({ kind: 'crc-mismatch', place, data: { entry: entry.name } });
  }
  const limits = entry.method === DEFLATED ? inflatedLimits(context.limits, entry) : context.limits;
  const pickle = readPickle(bytes, origin, { ...context, limits }, anomalies);
  const left = bytes.byteLength - pickle.end;
  if (left > 0) {
    const place = { file: origin.file, offset: origin.offset + pickle.end };
    anomalies.push({ kind: 'bytes-after-pickle', place, data: { count: left, in: entry.name } });
  }
  const used = new Set<string>();
  const storages = new StorageBook(({ key }, byteLength) => {
    const record = storageName(key);
    used.add(record);
    return storedBytes(zip, record, byteLength, byteOrder, anomalies);
  });
  const vocabularies = torchVocabularies({
    persistent: storageResolver(storages),
    readNested: readNestedStorage,
  });
  const { depth } = context.limits;
  const file = archive.source.name;
  const options = { file, depth, origin: origin.offset, anomalies };
  const value = new Interpreter(vocabularies, options).value(pickle.value);
  return { value, protocol: pickle.protocol, globals: globalNames(pickle.globals, origin), used };
}

/** Offsets in a compressed entry are its own. */
async function originOf({ archive }: ZipRecords, entry: ZipEntry): Promise<PickleOrigin> {
  const file = archive.source.name;
  if (entry.method === DEFLATED) return { file, offset: 0, entry: entry.name };
  return { file, offset: (await archive.locate(entry)).start };
}

function storedBytes(
  { archive, find }: ZipRecords,
  record: string,
  byteLength: number,
  byteOrder: string | undefined,
  anomalies: Anomaly[],
): StoredBytes {
  const { name: file } = archive.source;
  const entry = find(record);
  if (entry === undefined) {
    anomalies.push({ kind: 'missing-storage', place: { file }, data: { record, byteLength } });
    return { source: null };
  }
  if (entry.byteLength !== byteLength) {
    const place = placeOfHeader(archive.source, entry);
    const data = { record, byteLength, found: entry.byteLength };
    anomalies.push({ kind: 'storage-size', place, data });
  }
  if (byteOrder !== undefined && byteOrder !== 'little' && byteOrder !== 'big') {
    return { source: withoutOrder(file, record, byteLength, byteOrder) };
  }
  return { source: archive.open(entry), bigEndian: byteOrder === 'big' };
}

/** The bytes are there, but which numbers they are nobody can say. */
function withoutOrder(
  name: string,
  record: string,
  byteLength: number,
  byteOrder: string,
): ByteSource {
  return {
    name,
    byteLength,
    read: async () => {
      throw new UnsupportedError(
        `${record} has the byte order "${byteOrder}", which is neither little nor big`,
        { file: name },
        { kind: 'byte-order' },
      );
    },
  };
}
