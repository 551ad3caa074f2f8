/**
 * What `torch.save` writes since torch 1.6: a zip archive of a pickle, `data.pkl`, and the bytes of
 * each storage, `data/N`.
 * https://github.com/pytorch/pytorch/blob/v2.13.0/caffe2/serialize/inline_container.h
 */
import type { ByteSource } from '../../bytes/source.ts';
import { DEFLATED } from '../../containers/zip.ts';
import { LimitError, UnsupportedError } from '../../errors.ts';
import type { Anomaly, Checkpoint } from '../../model/checkpoint.ts';
import type { Value } from '../../model/value.ts';
import type { Format, OpenContext } from '../format.ts';
import { globalNames, type PickleOrigin, readPickle } from '../pickled.ts';
import { Interpreter } from '../python/interpreter.ts';
import { recordBytes, recordText, type ZipRecords } from '../zip-records.ts';
import { readNestedStorage } from './legacy.ts';
import type { StorageId } from './persistent-id.ts';
import { StorageBook, type StoredBytes } from './storages.ts';
import { torchVocabularies } from './vocabulary.ts';
import { torchWriter } from './writer.ts';

const DATA_PKL = 'data.pkl';
/** The newest version of the archive layout that torch 2.13 reads. */
const NEWEST_VERSION = 10;

export const pytorch: Format = {
  id: 'pytorch',
  title: 'PyTorch checkpoint',
  extensions: ['.pt', '.pth', '.bin', '.ckpt', '.tar', '.pkl', '.model', '.th'],

  recognizes: ({ zip }) => zip?.records.has(DATA_PKL) ?? false,

  async open({ source, zip }, context) {
    if (zip === undefined) throw new TypeError('opened without having been recognized');
    const anomalies: Anomaly[] = archiveAnomalies(zip);
    const metadata = await selfDescription(zip, anomalies);
    const { value, pickle, origin, storages } = await readObject(zip, DATA_PKL, 'data/', {
      context,
      anomalies,
      byteOrder: metadata.get('byteorder'),
    });
    const extras = otherEntries(zip, storages);
    return {
      file: source.name,
      byteLength: source.byteLength,
      format: {
        id: pytorch.id,
        title: pytorch.title,
        writer: torchWriter(zip, metadata.get('version')),
        notes: ['zip', `pickle protocol ${pickle.protocol}`],
      },
      root: value,
      extras,
      metadata,
      globals: globalNames(pickle.globals, origin),
      anomalies,
    } satisfies Checkpoint;
  },
};

interface ObjectOptions {
  readonly context: OpenContext;
  readonly anomalies: Anomaly[];
  readonly byteOrder: string | undefined;
}

/** Reads the pickle `name` of an archive, whose storages are the records `folder` + key. */
export async function readObject(
  zip: ZipRecords,
  name: string,
  storageName: string | ((key: string) => string),
  { context, anomalies, byteOrder }: ObjectOptions,
) {
  const { archive, records } = zip;
  const file = archive.source.name;
  const entry = records.get(name);
  if (entry === undefined) throw new TypeError(`no record ${name}`);
  const bytes = await recordBytes(zip, entry, context.limits.pickleBytes);
  const deflated = entry.method === DEFLATED;
  const origin: PickleOrigin = deflated
    ? { file, offset: 0, entry: entry.name }
    : { file, offset: (await archive.locate(entry)).start };
  const pickle = readPickle(bytes, origin, context, anomalies);
  if (pickle.end < bytes.byteLength) {
    const place = { file, offset: origin.offset + pickle.end };
    anomalies.push({
      kind: 'bytes-after-pickle',
      place,
      data: { count: bytes.byteLength - pickle.end, entry: entry.name },
    });
  }
  const recordName = (key: string) =>
    typeof storageName === 'string' ? `${storageName}${key}` : storageName(key);
  const storages = new StorageBook((id, byteLength) =>
    storedBytes(zip, recordName(id.key), id, byteLength, byteOrder, anomalies),
  );
  const sources = new Map<Value, Value>();
  const interpreter = new Interpreter(
    torchVocabularies({
      storages,
      readNested: readNestedStorage,
      onSource: (className, _file, text) => sources.set(className, text),
    }),
    { file, depth: context.limits.depth, origin: origin.offset, anomalies },
  );
  const value = interpreter.value(pickle.value);
  return { value, pickle, origin, storages, sources, recordName };
}

function storedBytes(
  { archive, records }: ZipRecords,
  record: string,
  { key }: StorageId,
  byteLength: number,
  byteOrder: string | undefined,
  anomalies: Anomaly[],
): StoredBytes {
  const { name: file } = archive.source;
  const entry = records.get(record);
  if (entry === undefined) {
    anomalies.push({ kind: 'missing-storage', place: { file }, data: { record, byteLength } });
    return { source: null };
  }
  const place = { file, offset: entry.headerOffset };
  if (entry.byteLength !== byteLength) {
    const data = { record, byteLength, found: entry.byteLength };
    anomalies.push({ kind: 'storage-size', place, data });
  }
  if (byteOrder !== undefined && byteOrder !== 'little' && byteOrder !== 'big') {
    return { source: unreadable(file, key, byteLength, byteOrder) };
  }
  return { source: archive.open(entry), bigEndian: byteOrder === 'big' };
}

/** Bytes are there, but what numbers they are nobody can say. */
function unreadable(name: string, key: string, byteLength: number, byteOrder: string): ByteSource {
  return {
    name,
    byteLength,
    read: async () => {
      throw new UnsupportedError(
        `storage ${key} has the byte order "${byteOrder}", which is neither little nor big`,
        { file: name },
        { kind: 'byte-order' },
      );
    },
  };
}

const SELF_DESCRIPTION = [
  'version',
  '.data/version',
  'byteorder',
  '.format_version',
  '.storage_alignment',
  '.data/serialization_id',
] as const;

/** The small records that say how the archive is written. */
export async function selfDescription(
  zip: ZipRecords,
  anomalies: Anomaly[],
): Promise<Map<string, string>> {
  const place = { file: zip.archive.source.name };
  const metadata = new Map<string, string>();
  for (const name of SELF_DESCRIPTION) {
    try {
      const text = await recordText(zip, name);
      if (text !== undefined) metadata.set(name.replace(/^\.(?:data\/)?/, ''), text);
    } catch (error) {
      if (!(error instanceof LimitError)) throw error;
      anomalies.push({ kind: 'odd-record', place, data: { record: name } });
    }
  }
  const version = metadata.get('version');
  if (version === undefined) anomalies.push({ kind: 'no-version-record', place, data: {} });
  else if (!/^\d+$/.test(version) || Number(version) > NEWEST_VERSION) {
    anomalies.push({ kind: 'unknown-version', place, data: { version, newest: NEWEST_VERSION } });
  }
  const byteOrder = metadata.get('byteorder');
  if (byteOrder !== undefined && byteOrder !== 'little' && byteOrder !== 'big') {
    anomalies.push({ kind: 'unknown-byte-order', place, data: { byteOrder } });
  }
  return metadata;
}

export function archiveAnomalies({ archive, prefix, strays, repeated, records }: ZipRecords) {
  const { source, directory } = archive;
  const place = { file: source.name };
  const anomalies: Anomaly[] = [];
  const add = (kind: string, data: Anomaly['data']) => anomalies.push({ kind, place, data });
  if (prefix === '') add('no-folder', {});
  for (const { name } of strays.slice(0, 1)) {
    add('entry-outside-folder', { name, prefix, count: strays.length });
  }
  for (const name of repeated) add('repeated-entry', { name });
  if (directory.trailingBytes > 0) add('trailing-bytes', { count: directory.trailingBytes });
  if (directory.displacement !== 0) add('displaced-directory', { by: directory.displacement });
  const stored = [...records.values()].filter(({ byteLength }) => byteLength > 0);
  const data = [...records].filter(([name, entry]) => name.startsWith('data/') && entry.byteLength);
  if (stored.length > 0 && stored.every(({ crc32 }) => crc32 === 0)) add('no-checksums', {});
  else if (data.length > 0 && data.every(([, { crc32 }]) => crc32 === 0)) add('skipped-data', {});
  return anomalies;
}

/** Entries that are neither the pickle, nor a storage the tree uses, nor about the archive. */
function otherEntries({ records }: ZipRecords, storages: StorageBook): Map<string, Value> {
  const known = new Set<string>([DATA_PKL, ...SELF_DESCRIPTION]);
  const others: Value[] = [];
  for (const name of records.keys()) {
    const isUsed = name.startsWith('data/') && storages.all.has(name.slice('data/'.length));
    if (!isUsed && !known.has(name) && !name.endsWith('/')) others.push(name);
  }
  return new Map(others.length > 0 ? [['other entries', { kind: 'list', items: others }]] : []);
}
