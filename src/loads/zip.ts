/** The way of `torch.load` through a zip archive. */
import { Cursor } from '../bytes/cursor.ts';
import type { ByteSource } from '../bytes/source.ts';
import type { ZipArchive } from '../containers/zip.ts';
import { DEFLATED, type ZipEntry } from '../containers/zip-entry.ts';
import type { PickleValue } from '../decoders/pickle/value.ts';
import { type StorageId, storageId } from '../formats/pytorch/persistent-id.ts';
import { storageBytes } from '../formats/pytorch/storages.ts';
import { recordBytes, type ZipRecords, zipRecords } from '../formats/zip-records.ts';
import { inflatedLimits } from '../limits.ts';
import type { Attempt, AttemptContext } from './attempt.ts';
import { argumentRefusal, tensorRefusal } from './rebuild-arguments.ts';
import { type Refusal, raised } from './refusal.ts';
import type { Surroundings } from './restricted-machine.ts';
import { simulate } from './simulation.ts';
import { locationRefusal, oddIdRefusal, unpackRefusal } from './storage-ids.ts';
import type { TorchRules } from './torch-rules.ts';
import { openAsTorch, type TorchArchive } from './zip-directory.ts';
import { NO_OFFSET } from './zip-end.ts';
import {
  ARBITRARY,
  describingBytes,
  describingRefusal,
  entryRefusal,
  isLeftOut,
  nameRefusal,
  reader,
  readingRefusal,
  type TorchRecords,
} from './zip-records.ts';

const OLDEST_VERSION = 1;
const NEWEST_VERSION = 10;
/** Headers of storages: one after the other they take several times as long. */
const READ_AT_ONCE = 256;
const DATA_PKL = 'data.pkl';

const stops = (before: Refusal | string): Attempt => ({
  steps: [],
  before: typeof before === 'string' ? raised('container', 'RuntimeError', before) : before,
});

const LEFT_OPEN: Attempt = {
  steps: [],
  unknown: 'torch takes what is in memory for a record that it cannot read',
};

/** https://github.com/pytorch/pytorch/blob/v2.13.0/caffe2/serialize/inline_container.cc */
export async function attemptZip(source: ByteSource, context: AttemptContext): Promise<Attempt> {
  const { rules, limits, isChecked } = context;
  const opened = await openAsTorch(source, limits);
  if (opened === NO_OFFSET) return stops(raised('container', 'OSError', NO_OFFSET));
  if (typeof opened === 'string') return stops(reader(`reading zip archive: ${opened}`, rules));
  const { archive } = opened;
  const folder = folderRefusal(archive);
  if (folder !== undefined) return stops(folder);
  const zip = torchRecords(opened, isChecked);
  const stopped =
    (await versionRefusal(zip, rules)) ?? strayRefusal(archive) ?? nameRefusal(archive);
  if (stopped === ARBITRARY) return LEFT_OPEN;
  if (stopped !== undefined) return stops(stopped);
  if (zip.records.has('constants.pkl')) {
    if (!rules.refusesContainers) return { steps: [] };
    return stops(
      'Cannot use ``weights_only=True`` with TorchScript archives passed to ``torch.load``.',
    );
  }
  const before = await describingRefusal(zip, rules);
  if (before === ARBITRARY) return LEFT_OPEN;
  if (before !== undefined) return stops(before);
  const entry = zip.find(DATA_PKL);
  if (entry === undefined) return stops(reader(`locating file ${DATA_PKL}: file not found`, rules));
  return attemptObject(zip, entry, context);
}

async function attemptObject(
  zip: Records,
  entry: ZipEntry,
  { rules, allowed, limits, isChecked }: AttemptContext,
): Promise<Attempt> {
  const { archive } = zip;
  const unreadable = await entryRefusal(zip, DATA_PKL, entry, rules);
  if (unreadable !== undefined) return stops(unreadable);
  if (isLeftOut(entry)) return LEFT_OPEN;
  const isStored = entry.method !== DEFLATED && entry.storedBytes > 0;
  const origin = isStored ? (await archive.locate(entry)).start : 0;
  let bytes: Uint8Array;
  try {
    bytes = await recordBytes(zip, entry, limits, 'pickleBytes');
  } catch (error) {
    const refusal = readingRefusal(error, DATA_PKL, entry, rules);
    return refusal === ARBITRARY ? LEFT_OPEN : stops(refusal);
  }
  const loaded: Loaded = { entries: new Map(), ids: new Map() };
  const first = (id: StorageId) => loaded.ids.get(id.key) ?? id;
  const surroundings: Surroundings = isChecked
    ? { persistentLoad: idRefusal, rebuild: argumentRefusal }
    : {
        persistentLoad: storageLoader(zip, rules, loaded),
        rebuild: (name, args) => argumentRefusal(name, args) ?? tensorRefusal(name, args, first),
      };
  const granted = entry.method === DEFLATED ? inflatedLimits(limits, entry) : limits;
  const options = { rules, allowed, limits: granted, surroundings };
  const simulation = simulate(new Cursor(bytes, archive.source.name, origin), options);
  const steps = [{ simulation, entry: entry.name, origin, isObject: true }];
  if (simulation.refusals.length > 0) return { steps };
  const read = [...loaded.entries];
  for (let from = 0; from < read.length; from += READ_AT_ONCE) {
    const some = read.slice(from, from + READ_AT_ONCE);
    const refusals = await Promise.all(
      some.map(([record, stored]) => entryRefusal(zip, record, stored, rules)),
    );
    const after = refusals.find((refusal) => refusal !== undefined);
    if (after !== undefined) return { steps, after };
  }
  return { steps };
}

type Records = TorchArchive & ZipRecords;

function torchRecords(opened: TorchArchive, isChecked: boolean): Records {
  const { archive } = opened;
  return {
    ...((isChecked ? describedRecords(archive) : undefined) ?? zipRecords(archive)),
    ...opened,
  };
}

const DESCRIBED = [
  ...['.data/version', 'version', 'constants.pkl', '.format_version', 'byteorder'],
  '.data/serialization_id',
  ...['.storage_alignment', DATA_PKL],
];

/** The records that are looked at, without a table of all; `undefined` where that takes more. */
function describedRecords(archive: ZipArchive): ZipRecords | undefined {
  const prefix = archive.entries[0]?.name.replace(/\/.*$/s, '/') ?? '';
  const names = new Map(DESCRIBED.map((name) => [prefix + name, name]));
  const records = new Map<string, ZipEntry>();
  for (const entry of archive.entries) {
    const name = names.get(entry.name);
    if (name !== undefined) records.set(name, entry);
  }
  if (!records.has(DATA_PKL)) return undefined;
  return { archive, prefix, records, strays: [], repeated: [], find: (name) => records.get(name) };
}

function folderRefusal({ entries }: ZipArchive): string | undefined {
  const [first] = entries;
  if (first === undefined) return 'archive does not contain any files';
  if (first.name.includes('/')) return undefined;
  return `file in archive is not in a subdirectory: ${first.name}`;
}

/** Listing the entries, to see whether it is TorchScript, torch wants all in one folder. */
function strayRefusal({ entries }: ZipArchive): string | undefined {
  const prefix = entries[0]?.name.replace(/\/.*$/s, '/') ?? '';
  const stray = entries.find(({ name }) => !name.startsWith(prefix));
  return stray && `file in archive is not in a subdirectory ${prefix}: ${stray.name}`;
}

async function versionRefusal(
  zip: TorchRecords,
  rules: TorchRules,
): Promise<Refusal | typeof ARBITRARY | string | undefined> {
  const name = zip.find('.data/version') === undefined ? 'version' : '.data/version';
  const entry = zip.find(name);
  if (entry === undefined) return 'Expected hasRecord("version") to be true, but got false.';
  const bytes = await describingBytes(zip, name, entry, rules);
  if (!(bytes instanceof Uint8Array)) return bytes;
  const text = new TextDecoder().decode(bytes).trim();
  const version = Number.parseInt(text, 10);
  if (Number.isNaN(version)) {
    const where = '[enforce fail at inline_container.cc:215] . ';
    return `${where}Couldn't parse the version ${text} as Long Long.`;
  }
  const read = `Attempted to read a PyTorch file with version ${version}, but the`;
  if (version > NEWEST_VERSION) {
    return `${read} maximum supported version for reading is ${NEWEST_VERSION}.`;
  }
  return version < OLDEST_VERSION
    ? `${read} minimum supported version for reading is ${OLDEST_VERSION}.`
    : undefined;
}

interface Loaded {
  /** By their records. */
  readonly entries: Map<string, ZipEntry>;
  /** What was said of a storage first, by its key: to torch that is what it is. */
  readonly ids: Map<string, StorageId>;
}

/** What can be said of an id without the archive. */
function idRefusal(id: PickleValue): Refusal | undefined {
  const items = typeof id === 'object' && id?.kind === 'tuple' ? id.items : [];
  return unpackRefusal(id, 4) ?? locationRefusal(items[3]);
}

/** https://github.com/pytorch/pytorch/blob/v2.13.0/torch/serialization.py (`_load`) */
function storageLoader({ find }: TorchRecords, rules: TorchRules, { entries, ids }: Loaded) {
  return (id: PickleValue): Refusal | undefined => {
    const refusal = idRefusal(id);
    if (refusal !== undefined) return refusal;
    const storage = storageId(id);
    if (storage === undefined) return oddIdRefusal(id);
    const record = `data/${storage.key}`;
    if (ids.has(storage.key)) return undefined;
    const entry = find(record);
    if (entry === undefined) {
      return raised(
        'storage',
        'RuntimeError',
        reader(`locating file ${record}: file not found`, rules),
      );
    }
    entries.set(record, entry);
    // One that is empty is loaded again.
    if (entry.byteLength > 0) ids.set(storage.key, storage);
    const expected = storageBytes(storage);
    if (entry.byteLength === expected || !rules.checksRecords) return undefined;
    const detail =
      `record size (${entry.byteLength} bytes) does not match expected size (${expected} bytes = ` +
      `${expected} elements * 1 bytes/element) for dtype Byte`;
    return raised('storage', 'RuntimeError', detail);
  };
}
