/** The way of `torch.load` through a zip archive. */
import { Cursor } from '../bytes/cursor.ts';
import type { ByteSource } from '../bytes/source.ts';
import { openZip, type ZipArchive } from '../containers/zip.ts';
import { DEFLATED, LOCAL_HEADER_BYTES, STORED, type ZipEntry } from '../containers/zip-entry.ts';
import type { PickleValue } from '../decoders/pickle/value.ts';
import { CkptError } from '../errors.ts';
import { storageId } from '../formats/pytorch/persistent-id.ts';
import { storageBytes } from '../formats/pytorch/storages.ts';
import { recordBytes, recordText, type ZipRecords, zipRecords } from '../formats/zip-records.ts';
import { inflatedLimits } from '../limits.ts';
import type { Attempt, AttemptContext } from './attempt.ts';
import { argumentRefusal, tensorRefusal } from './rebuild-arguments.ts';
import { type Refusal, raised } from './refusal.ts';
import type { Surroundings } from './restricted-machine.ts';
import { simulate } from './simulation.ts';
import { locationRefusal, oddIdRefusal, unpackRefusal } from './storage-ids.ts';
import type { TorchRules } from './torch-rules.ts';
import {
  ARBITRARY,
  CORRUPTED,
  describingRefusal,
  entryRefusal,
  isOfContent,
  nameRefusal,
  reader,
} from './zip-records.ts';

const OLDEST_VERSION = 1;
const NEWEST_VERSION = 10;
const DATA_PKL = 'data.pkl';

const fails = (detail: string): Attempt => ({
  steps: [],
  before: raised('container', 'RuntimeError', detail),
});

/** https://github.com/pytorch/pytorch/blob/v2.13.0/caffe2/serialize/inline_container.cc */
export async function attemptZip(source: ByteSource, context: AttemptContext): Promise<Attempt> {
  const { rules, allowed, limits, isChecked } = context;
  const archive = await openZip(source, limits).catch((error: unknown) => {
    if (isOfContent(error)) return error;
    throw error;
  });
  if (archive instanceof CkptError) {
    const isCut = archive.kind === 'zip-truncated' || archive.kind === 'zip-trailing';
    const why = isCut ? 'failed finding central directory' : CORRUPTED;
    return fails(reader(`reading zip archive: ${why}`, rules));
  }
  const isPlausible = archive.entries.every((entry) => fits(entry, source.byteLength));
  if (!isPlausible || (await isElsewhere(archive))) {
    return fails(reader(`reading zip archive: ${CORRUPTED}`, rules));
  }
  const folder = folderRefusal(archive);
  if (folder !== undefined) return fails(folder);
  const zip = (isChecked ? describedRecords(archive) : undefined) ?? zipRecords(archive);
  const stopped = (await versionRefusal(zip, rules)) ?? strayRefusal(archive);
  if (stopped !== undefined) return fails(stopped);
  const unnamed = nameRefusal(archive);
  if (unnamed !== undefined) return { steps: [], before: unnamed };
  if (zip.records.has('constants.pkl')) {
    if (!rules.refusesContainers) return { steps: [] };
    return fails(
      'Cannot use ``weights_only=True`` with TorchScript archives passed to ``torch.load``.',
    );
  }
  const before = await describingRefusal(zip, rules);
  if (before === ARBITRARY) {
    return { steps: [], unknown: 'torch takes what is in memory for a record that it cannot read' };
  }
  if (before !== undefined) return { steps: [], before };
  const entry = zip.records.get(DATA_PKL);
  if (entry === undefined) return fails(reader(`locating file ${DATA_PKL}: file not found`, rules));
  try {
    const origin = entry.method === DEFLATED ? 0 : (await archive.locate(entry)).start;
    const bytes = await recordBytes(zip, entry, limits, 'pickleBytes');
    const loaded = new Map<string, ZipEntry>();
    const surroundings: Surroundings = isChecked
      ? { persistentLoad: idRefusal, rebuild: argumentRefusal }
      : {
          persistentLoad: storageLoader(zip, rules, loaded),
          rebuild: (name, args) =>
            argumentRefusal(name, args) ?? tensorRefusal(name, args, 'fixed'),
        };
    const granted = entry.method === DEFLATED ? inflatedLimits(limits, entry) : limits;
    const options = { rules, allowed, limits: granted, surroundings };
    const simulation = simulate(new Cursor(bytes, source.name, origin), options);
    const steps = [{ simulation, entry: entry.name, origin, isObject: true }];
    if (simulation.refusals.length > 0) return { steps };
    for (const [record, stored] of loaded) {
      const after = await entryRefusal(archive, record, stored, rules);
      if (after !== undefined) return { steps, after };
    }
    return { steps };
  } catch (error) {
    if (!isOfContent(error)) throw error;
    return fails(reader(`reading file ${DATA_PKL}: ${CORRUPTED}`, rules));
  }
}

const DESCRIBED = [
  ...['.data/version', 'version', 'constants.pkl', '.format_version', 'byteorder'],
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
  return records.has(DATA_PKL) ? { archive, prefix, records, strays: [], repeated: [] } : undefined;
}

/** What miniz asks of each entry of the directory before it reads any. */
function fits(entry: ZipEntry, archiveBytes: number): boolean {
  const { method, headerOffset, storedBytes, byteLength } = entry;
  if (headerOffset + LOCAL_HEADER_BYTES + storedBytes > archiveBytes) return false;
  if (storedBytes === 0 && byteLength > 0) return false;
  return method !== STORED || storedBytes === byteLength;
}

/** Whether the directory is not where its end says, which our reader makes up for. */
async function isElsewhere({ source, directory }: ZipArchive): Promise<boolean> {
  const { displacement, end } = directory;
  if (displacement <= 0) return false;
  // One at its place ends as far before the end records as they are displaced, and another archive’s
  // end may follow it.
  const isMoved = await isEndRecord(source, end);
  return isMoved && !(await isEndRecord(source, end + displacement));
}

async function isEndRecord(source: ByteSource, at: number): Promise<boolean> {
  if (at + 4 > source.byteLength) return false;
  const [p, k, third] = await source.read(at, at + 4);
  return p === 0x50 && k === 0x4b && (third === 5 || third === 6);
}

function folderRefusal({ entries }: ZipArchive): string | undefined {
  const [first] = entries;
  if (first === undefined || first.name.includes('/')) return undefined;
  return `file in archive is not in a subdirectory: ${first.name}`;
}

/** Listing the entries, to see whether it is TorchScript, torch wants all in one folder. */
function strayRefusal({ entries }: ZipArchive): string | undefined {
  const prefix = entries[0]?.name.replace(/\/.*$/s, '/') ?? '';
  const stray = entries.find(({ name }) => !name.startsWith(prefix));
  return stray && `file in archive is not in a subdirectory ${prefix}: ${stray.name}`;
}

async function versionRefusal(zip: ZipRecords, rules: TorchRules): Promise<string | undefined> {
  const name = zip.records.has('.data/version') ? '.data/version' : 'version';
  const text = await recordText(zip, name).catch((error: unknown) => {
    if (isOfContent(error)) return null;
    throw error;
  });
  if (text === null) {
    return reader(`reading file ${name}: ${CORRUPTED}`, rules);
  }
  if (text === undefined) return 'Expected hasRecord("version") to be true, but got false.';
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

/** What can be said of an id without the archive. */
function idRefusal(id: PickleValue): Refusal | undefined {
  const items = typeof id === 'object' && id?.kind === 'tuple' ? id.items : [];
  return unpackRefusal(id, 4) ?? locationRefusal(items[3]);
}

/** https://github.com/pytorch/pytorch/blob/v2.13.0/torch/serialization.py (`_load`) */
function storageLoader({ records }: ZipRecords, rules: TorchRules, loaded: Map<string, ZipEntry>) {
  return (id: PickleValue): Refusal | undefined => {
    const refusal = idRefusal(id);
    if (refusal !== undefined) return refusal;
    const storage = storageId(id);
    if (storage === undefined) return oddIdRefusal(id);
    const record = `data/${storage.key}`;
    if (loaded.has(record)) return undefined;
    const entry = records.get(record);
    if (entry === undefined) {
      return raised(
        'storage',
        'RuntimeError',
        reader(`locating file ${record}: file not found`, rules),
      );
    }
    if (entry.byteLength > 0) loaded.set(record, entry);
    const expected = storageBytes(storage);
    if (entry.byteLength === expected || !rules.checksRecords) return undefined;
    const detail =
      `record size (${entry.byteLength} bytes) does not match expected size (${expected} bytes = ` +
      `${expected} elements * 1 bytes/element) for dtype Byte`;
    return raised('storage', 'RuntimeError', detail);
  };
}
