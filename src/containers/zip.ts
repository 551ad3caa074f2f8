/**
 * Zip archives, as torch’s reader (miniz) sees them: the directory at the end decides, its offsets
 * are absolute, and where an entry’s bytes begin only the header before them tells.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { Cursor } from '../bytes/cursor.ts';
import type { ByteSource } from '../bytes/source.ts';
import { latin1Text, utf8Text } from '../bytes/text.ts';
import { MalformedError } from '../errors.ts';
import { checkLimit, type Limits } from '../limits.ts';
import { type DirectoryPlace, findDirectory } from './zip-directory.ts';
import { type EntryPlace, locateEntry, openEntry, type ZipEntry } from './zip-entry.ts';

export interface ZipArchive {
  readonly source: ByteSource;
  /** All of them, in the order of the directory; a name may stand twice. */
  readonly entries: readonly ZipEntry[];
  readonly directory: DirectoryPlace;
  /** The uncompressed bytes. Nothing is read before they are asked for. */
  open(entry: ZipEntry): ByteSource;
  /** Reads the entry’s own header: 30 bytes. Throws where it is not there. */
  locate(entry: ZipEntry): Promise<EntryPlace>;
}

export const DIRECTORY_ENTRY = 0x02014b50;
/** Of DOS: torch reads nothing of an entry that has it. */
const FOLDER_ATTRIBUTE = 0x10;
const ZIP64_FIELD = 1;
const SATURATED_32 = 0xffff_ffff;

export function hasZipSignature(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
}

/**
 * Reads the directory: the end of the file and the directory itself, no entry. Throws a
 * `TruncatedError` of kind `zip-truncated` where the end is missing.
 */
export async function openZip(source: ByteSource, limits: Limits): Promise<ZipArchive> {
  const directory = await findDirectory(source);
  const { start, end } = directory;
  const place = { file: source.name, offset: start };
  checkLimit(limits, 'directoryBytes', end - start, 'bytes of zip directory', place);
  checkLimit(limits, 'directoryEntries', directory.entryCount, 'zip entries', place);
  const bytes = await source.read(start, end);
  const entries = directoryEntries(new Cursor(bytes, source.name, start), directory.entryCount);
  return archiveOf(source, entries, directory);
}

/** The archive that `entries` make, found without a directory. */
export function salvagedZip(source: ByteSource, entries: readonly ZipEntry[]): ZipArchive {
  const end = source.byteLength;
  const entryCount = entries.length;
  const directory = {
    start: end,
    end,
    entryCount,
    trailingBytes: 0,
    displacement: 0,
    isSalvaged: true as const,
  };
  return archiveOf(source, entries, directory);
}

/** The archive of `entries` that were read elsewhere. */
export function archiveOf(
  source: ByteSource,
  entries: readonly ZipEntry[],
  directory: DirectoryPlace,
): ZipArchive {
  const locate = (entry: ZipEntry) => locateEntry(source, entry);
  const open = (entry: ZipEntry) => openEntry(source, entry);
  return { source, entries, directory, locate, open };
}

function directoryEntries(cursor: Cursor, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  while (entries.length < count) {
    const { place } = cursor;
    if (cursor.remaining < 4 || cursor.u32() !== DIRECTORY_ENTRY) {
      throw new MalformedError(
        `the zip directory has no entry here, after ${entries.length} of ${count}`,
        place,
        { kind: 'zip-directory' },
      );
    }
    entries.push(directoryEntry(cursor));
  }
  return entries;
}

/** Reads one entry of the directory, behind its signature. */
export function directoryEntry(cursor: Cursor): ZipEntry {
  cursor.skip(4); // versions
  const flags = cursor.u16();
  const method = cursor.u16();
  cursor.skip(4); // time and date
  const crc32 = cursor.u32();
  const storedBytes32 = cursor.u32();
  const byteLength32 = cursor.u32();
  const nameBytes = cursor.u16();
  const extraBytes = cursor.u16();
  const commentBytes = cursor.u16();
  cursor.skip(4); // disk, internal attributes
  const attributes = cursor.u32();
  const headerOffset32 = cursor.u32();
  const nameInBytes = cursor.bytes(nameBytes);
  const nameInUtf8 = utf8Text(nameInBytes);
  const name = nameInUtf8 ?? latin1Text(nameInBytes);
  const extraEnd = cursor.position + extraBytes;
  if (extraBytes > cursor.remaining) cursor.bytes(extraBytes); // throws
  const isWide = [byteLength32, storedBytes32, headerOffset32].includes(SATURATED_32);
  const wide = isWide ? zip64Values(cursor, extraEnd) : [];
  // Each value stands in the zip64 field only where its 32 bits are saturated, in this order.
  const widen = (value: number) => (value === SATURATED_32 ? (wide.shift() ?? value) : value);
  const byteLength = widen(byteLength32);
  const storedBytes = widen(storedBytes32);
  const headerOffset = widen(headerOffset32);
  cursor.position = extraEnd;
  cursor.skip(commentBytes);
  const entry = { name, flags, method, crc32, storedBytes, byteLength, headerOffset };
  const isFolder = (attributes & FOLDER_ATTRIBUTE) !== 0;
  if (!isFolder && nameInUtf8 !== undefined) return entry;
  return {
    ...entry,
    ...(isFolder && { isFolder }),
    ...(nameInUtf8 === undefined && { hasByteName: true }),
  };
}

function zip64Values(cursor: Cursor, extraEnd: number): number[] {
  const values: number[] = [];
  while (cursor.position + 4 <= extraEnd) {
    const id = cursor.u16();
    const fieldEnd = cursor.u16() + cursor.position;
    while (id === ZIP64_FIELD && cursor.position + 8 <= Math.min(fieldEnd, extraEnd)) {
      // What no file can hold is of an entry that may never be asked for.
      values.push(Number(BigInt.asUintN(64, cursor.i64())));
    }
    cursor.position = Math.min(fieldEnd, extraEnd);
  }
  return values;
}
