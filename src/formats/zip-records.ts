import type { ZipArchive } from '../containers/zip.ts';
import { DEFLATED, placeOfHeader, type ZipEntry } from '../containers/zip-entry.ts';
import { torchLookup } from '../containers/zip-lookup.ts';
import { checkInflation, checkLimit, type Limits } from '../limits.ts';
import type { Sequence } from '../model/value.ts';
import type { Probe } from './format.ts';

/** A zip archive whose entries lie in one folder, as torch lays them out: `archive/data.pkl`. */
export interface ZipRecords {
  readonly archive: ZipArchive;
  /** The folder, with its slash; empty where there is none. */
  readonly prefix: string;
  /** Entries by name without the folder; of entries with one name, the one that torch reads. */
  readonly records: ReadonlyMap<string, ZipEntry>;
  /** Entries outside the folder. */
  readonly strays: readonly ZipEntry[];
  /** Names that stand more than once, or differ only by case: to torch that is one name. */
  readonly repeated: readonly string[];
  /** What torch finds by a name, which to it is no matter of case. */
  find(name: string): ZipEntry | undefined;
}

export function zipRecords(archive: ZipArchive): ZipRecords {
  const prefix = folderOf(archive.entries);
  const records = new Map<string, ZipEntry>();
  const strays: ZipEntry[] = [];
  /** Names with capitals, by the name without. */
  const capitalized = new Map<string, string>();
  const repeated = new Set<string>();
  for (const entry of archive.entries) {
    if (!entry.name.startsWith(prefix)) {
      strays.push(entry);
      continue;
    }
    const name = entry.name.slice(prefix.length);
    // An entry that is only the folder itself holds nothing.
    if (name === '') continue;
    const small = folded(name);
    const earlier = records.has(small) ? small : capitalized.get(small);
    if (earlier !== undefined) repeated.add(earlier);
    else if (small !== name) capitalized.set(small, name);
    if (!records.has(name)) records.set(name, entry);
  }
  if (repeated.size > 0) {
    const lookUp = torchLookup(archive.entries);
    for (const [name, entry] of records) records.set(name, lookUp(prefix + name) ?? entry);
  }
  // torch finds a record whatever the case of its name.
  const dataPkl = records.get(capitalized.get('data.pkl') ?? '');
  if (dataPkl !== undefined && !records.has('data.pkl')) records.set('data.pkl', dataPkl);
  const find = (name: string) => {
    const small = folded(name);
    const likeIt = records.has(small) ? small : (capitalized.get(small) ?? '');
    return records.get(name) ?? records.get(likeIt);
  };
  return { archive, prefix, records, strays, repeated: [...repeated], find };
}

/** Without capitals, of which torch knows those of ASCII. */
function folded(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (some) => some.toLowerCase()) : name;
}

/** torch takes the first entry’s; an archive packed again on a Mac may begin with another. */
function folderOf(entries: readonly ZipEntry[]): string {
  const first = folder(entries[0]);
  if (first !== undefined && !first.startsWith('__MACOSX')) return first;
  const holder = entries.find(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  return first === undefined && holder === undefined ? '' : (folder(holder) ?? first ?? '');
}

function folder(entry: ZipEntry | undefined): string | undefined {
  const slash = entry?.name.indexOf('/') ?? -1;
  return slash < 0 ? undefined : entry?.name.slice(0, slash + 1);
}

/** Records that describe the archive are a few bytes; of a longer one, this much is read. */
const SMALL_RECORD_BYTES = 4096;

/** A small record’s text, trimmed; `undefined` where there is none. */
export async function recordText(zip: ZipRecords, name: string): Promise<string | undefined> {
  const entry = zip.records.get(name);
  if (entry === undefined) return undefined;
  const source = zip.archive.open(entry);
  const bytes = await source.read(0, Math.min(source.byteLength, SMALL_RECORD_BYTES));
  return new TextDecoder().decode(bytes).trim();
}

/** A record whole. Throws a `LimitError` where it is longer than `limit` grants. */
export async function recordBytes(
  { archive }: ZipRecords,
  entry: ZipEntry,
  limits: Limits,
  limit: keyof Limits,
): Promise<Uint8Array> {
  const place = placeOfHeader(archive.source, entry);
  checkLimit(limits, limit, entry.byteLength, `bytes in entry "${entry.name}"`, place);
  if (entry.method === DEFLATED) checkInflation(limits, entry, place);
  const source = archive.open(entry);
  return source.read(0, source.byteLength);
}

/** The archive of a probe that was recognized by its record `name`. */
export function requireZip({ zip }: Probe, name: string): { zip: ZipRecords; entry: ZipEntry } {
  const entry = zip?.records.get(name);
  if (zip === undefined || entry === undefined) throw new TypeError(`not recognized by ${name}`);
  return { zip, entry };
}

/** The names of records, folders left out, as a value for people to read. */
export function namesOf(
  { records }: ZipRecords,
  isWanted: (name: string) => boolean,
): Sequence & { items: readonly string[] } {
  const items = [...records.keys()].filter((name) => !name.endsWith('/') && isWanted(name));
  return { kind: 'list', items };
}
