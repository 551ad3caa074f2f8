import type { ByteSource } from '../bytes/source.ts';
import type { ZipArchive, ZipEntry } from '../containers/zip.ts';
import { LimitError } from '../errors.ts';

/** A zip archive whose entries lie in one folder, as torch lays them out: `archive/data.pkl`. */
export interface ZipRecords {
  readonly archive: ZipArchive;
  /** The folder, with its slash; empty where there is none. */
  readonly prefix: string;
  /** Entries by name without the folder. Of entries with one name, the first. */
  readonly records: ReadonlyMap<string, ZipEntry>;
  /** Entries outside the folder. */
  readonly strays: readonly ZipEntry[];
  /** Names that stand more than once. */
  readonly repeated: readonly string[];
}

export function zipRecords(archive: ZipArchive): ZipRecords {
  const prefix = folderOf(archive.entries);
  const records = new Map<string, ZipEntry>();
  const strays: ZipEntry[] = [];
  const repeated: string[] = [];
  for (const entry of archive.entries) {
    if (!entry.name.startsWith(prefix)) strays.push(entry);
    else {
      const name = entry.name.slice(prefix.length);
      if (records.has(name)) repeated.push(name);
      // An entry that is only the folder itself holds nothing.
      else if (name !== '') records.set(name, entry);
    }
  }
  return { archive, prefix, records, strays, repeated };
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

/** A small record’s text, trimmed; `undefined` where there is none. */
export async function recordText(zip: ZipRecords, name: string): Promise<string | undefined> {
  const entry = zip.records.get(name);
  if (entry === undefined) return undefined;
  const bytes = await recordBytes(zip, entry, 4096);
  return new TextDecoder().decode(bytes).trim();
}

/** A record whole, if it is no longer than `limit`. */
export function recordBytes(zip: ZipRecords, entry: ZipEntry, limit: number): Promise<Uint8Array> {
  if (entry.byteLength > limit) {
    throw new LimitError(
      `entry "${entry.name}" has ${entry.byteLength} bytes, more than ${limit}`,
      { file: zip.archive.source.name, offset: entry.headerOffset },
    );
  }
  const source: ByteSource = zip.archive.open(entry);
  return source.read(0, source.byteLength);
}
