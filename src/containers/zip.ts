/**
 * Zip archives, as torch’s reader (miniz) sees them: the directory at the end decides, its offsets
 * are absolute, and where an entry’s bytes begin only the header before them tells.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { Cursor } from '../bytes/cursor.ts';
import { type ByteSource, byteSource } from '../bytes/source.ts';
import { latin1Text, utf8Text } from '../bytes/text.ts';
import { MalformedError, UnsupportedError } from '../errors.ts';
import { checkLimit, type Limits } from '../limits.ts';
import { inflating } from './inflate.ts';
import { type DirectoryPlace, findDirectory } from './zip-directory.ts';

export interface ZipEntry {
  readonly name: string;
  readonly flags: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc32: number;
  readonly storedBytes: number;
  /** Uncompressed. */
  readonly byteLength: number;
  readonly headerOffset: number;
}

/** Bytes of an entry as they lie in the file. */
export interface EntryPlace {
  readonly start: number;
  readonly end: number;
}

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

export const STORED = 0;
export const DEFLATED = 8;
/** Encrypted, patched, strongly encrypted, masked: what torch refuses. */
const UNREADABLE_FLAGS = 0x2061;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const DIRECTORY_ENTRY = 0x02014b50;
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

function archiveOf(
  source: ByteSource,
  entries: readonly ZipEntry[],
  directory: DirectoryPlace,
): ZipArchive {
  const locate = (entry: ZipEntry) => locateEntry(source, entry);
  const open = (entry: ZipEntry) => openEntry(source, entry, locate);
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

function directoryEntry(cursor: Cursor): ZipEntry {
  cursor.bytes(4); // versions
  const flags = cursor.u16();
  const method = cursor.u16();
  cursor.bytes(4); // time and date
  const crc32 = cursor.u32();
  const storedBytes32 = cursor.u32();
  const byteLength32 = cursor.u32();
  const nameBytes = cursor.u16();
  const extraBytes = cursor.u16();
  const commentBytes = cursor.u16();
  cursor.bytes(8); // disk, attributes
  const headerOffset32 = cursor.u32();
  const nameInBytes = cursor.bytes(nameBytes);
  const name = utf8Text(nameInBytes) ?? latin1Text(nameInBytes);
  const extraEnd = cursor.position + extraBytes;
  const wide = zip64Values(cursor, extraEnd);
  // Each value stands in the zip64 field only where its 32 bits are saturated, in this order.
  const widen = (value: number) => (value === SATURATED_32 ? (wide.shift() ?? value) : value);
  const byteLength = widen(byteLength32);
  const storedBytes = widen(storedBytes32);
  const headerOffset = widen(headerOffset32);
  cursor.position = extraEnd;
  cursor.bytes(commentBytes);
  return { name, flags, method, crc32, storedBytes, byteLength, headerOffset };
}

function zip64Values(cursor: Cursor, extraEnd: number): number[] {
  const values: number[] = [];
  while (cursor.position + 4 <= extraEnd) {
    const id = cursor.u16();
    const fieldEnd = cursor.u16() + cursor.position;
    while (id === ZIP64_FIELD && cursor.position + 8 <= Math.min(fieldEnd, extraEnd)) {
      values.push(cursor.u64());
    }
    cursor.position = Math.min(fieldEnd, extraEnd);
  }
  return values;
}

async function locateEntry(source: ByteSource, entry: ZipEntry): Promise<EntryPlace> {
  const { headerOffset, name, storedBytes } = entry;
  const place = { file: source.name, offset: headerOffset };
  if (headerOffset + LOCAL_HEADER_BYTES > source.byteLength) {
    throw new MalformedError(
      `entry "${name}" is said to begin at ${headerOffset}, and the file ends at ${source.byteLength}`,
      place,
      { kind: 'zip-entry' },
    );
  }
  const bytes = await source.read(headerOffset, headerOffset + LOCAL_HEADER_BYTES);
  const header = new Cursor(bytes, source.name, headerOffset);
  if (header.u32() !== LOCAL_HEADER) {
    throw new MalformedError(`entry "${name}" has no header here`, place, { kind: 'zip-entry' });
  }
  header.position = 26;
  const start = headerOffset + LOCAL_HEADER_BYTES + header.u16() + header.u16();
  const end = start + storedBytes;
  if (end > source.byteLength) {
    throw new MalformedError(
      `entry "${name}" ends at ${end}, and the file at ${source.byteLength}`,
      place,
      { kind: 'zip-entry' },
    );
  }
  return { start, end };
}

function openEntry(
  source: ByteSource,
  entry: ZipEntry,
  locate: (entry: ZipEntry) => Promise<EntryPlace>,
): ByteSource {
  let located: Promise<EntryPlace> | undefined;
  const place = () => {
    located ??= checked(source, entry).then(locate);
    return located;
  };
  if (entry.method === DEFLATED) {
    const compressed = byteSource(source.name, entry.storedBytes, async (start, end) => {
      const { start: from } = await place();
      return source.read(from + start, from + end);
    });
    return inflating(compressed, entry.byteLength);
  }
  return byteSource(source.name, entry.byteLength, async (start, end) => {
    const { start: from } = await place();
    return source.read(from + start, from + end);
  });
}

async function checked(source: ByteSource, entry: ZipEntry): Promise<ZipEntry> {
  const { name, flags, method, storedBytes, byteLength, headerOffset } = entry;
  const place = { file: source.name, offset: headerOffset };
  if ((flags & UNREADABLE_FLAGS) !== 0) {
    throw new UnsupportedError(`entry "${name}" is encrypted or patched, as its flags say`, place, {
      kind: 'zip-encrypted',
    });
  }
  if (method !== STORED && method !== DEFLATED) {
    throw new UnsupportedError(`entry "${name}" has compression method ${method}`, place, {
      kind: 'zip-method',
    });
  }
  if (method === STORED && storedBytes !== byteLength) {
    throw new MalformedError(
      `entry "${name}" is stored as it is, in ${storedBytes} bytes that should be ${byteLength}`,
      place,
      { kind: 'zip-entry' },
    );
  }
  return entry;
}
