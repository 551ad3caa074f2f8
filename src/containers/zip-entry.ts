/** One entry of a zip archive: where its bytes lie, and reading them. */
import { Cursor } from '../bytes/cursor.ts';
import { type ByteSource, checkRange, type Within } from '../bytes/source.ts';
import { MalformedError, type Place, UnsupportedError } from '../errors.ts';
import { inflating } from './inflate.ts';

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
  /** It is marked as a folder, whatever its name. */
  readonly isFolder?: true;
  /** Its name is not UTF-8: each byte is a character of `name`. */
  readonly hasByteName?: true;
}

/** Bytes of an entry as they lie in the file. */
export interface EntryPlace {
  readonly start: number;
  readonly end: number;
}

export const STORED = 0;
export const DEFLATED = 8;
/** Encrypted, patched, strongly encrypted, masked: what torch refuses. */
const UNREADABLE_FLAGS = 0x2061;
/** The signature of an entry’s own header, and how long that is without the name. */
export const LOCAL_HEADER = 0x04034b50;
export const LOCAL_HEADER_BYTES = 30;
/** An entry of so few bytes is read together with its header. */
const SMALL_BYTES = 256;
/** Where torch lets the bytes of an entry begin, and the head of the extra field that pads up to there. */
const ALIGNMENT = 64;
const PADDING_HEAD_BYTES = 4;

/** Reads the entry’s own header: 30 bytes. Throws a `MalformedError` where it is not there. */
export async function locateEntry(source: ByteSource, entry: ZipEntry): Promise<EntryPlace> {
  return placeOf(source, entry, await readFromHeader(source, entry, LOCAL_HEADER_BYTES));
}

/** So many bytes from the header on, as far as the file goes: at least the header. */
async function readFromHeader(
  source: ByteSource,
  entry: ZipEntry,
  most: number,
): Promise<Uint8Array> {
  const { headerOffset, name } = entry;
  if (headerOffset + LOCAL_HEADER_BYTES > source.byteLength) {
    throw new MalformedError(
      `entry "${name}" is said to begin at ${headerOffset}, and the file ends at ${source.byteLength}`,
      placeOfHeader(source, entry),
      { kind: 'zip-entry' },
    );
  }
  return source.read(headerOffset, Math.min(headerOffset + most, source.byteLength));
}

/** Where an entry’s own header is said to be. Beyond the end of the file there is no place. */
export function placeOfHeader(
  { name: file, byteLength }: ByteSource,
  { headerOffset }: ZipEntry,
): Place {
  return headerOffset > byteLength ? { file } : { file, offset: headerOffset };
}

function placeOf(source: ByteSource, entry: ZipEntry, bytes: Uint8Array): EntryPlace {
  const { headerOffset, name, storedBytes } = entry;
  const place = { file: source.name, offset: headerOffset };
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

/** The uncompressed bytes of an entry. */
export function openEntry(source: ByteSource, entry: ZipEntry): ByteSource {
  const stored = new StoredBytes(source, entry);
  return entry.method === DEFLATED ? inflating(stored, entry.byteLength) : stored;
}

/**
 * The bytes of an entry as they lie in the file, looked for when they are first read. A class, for an
 * archive of a million entries has a million of these.
 */
class StoredBytes implements ByteSource {
  readonly byteLength: number;
  readonly #source: ByteSource;
  readonly #entry: ZipEntry;
  #place: Promise<EntryPlace> | undefined;

  constructor(source: ByteSource, entry: ZipEntry) {
    this.#source = source;
    this.#entry = entry;
    this.byteLength = entry.method === DEFLATED ? entry.storedBytes : entry.byteLength;
  }

  get name(): string {
    return this.#source.name;
  }

  async read(start: number, end: number, memory?: Uint8Array): Promise<Uint8Array> {
    checkRange(this.name, this.byteLength, start, end);
    if (start === end) return new Uint8Array(0);
    if (this.#place === undefined && this.byteLength <= SMALL_BYTES) {
      return (await this.#readWithHeader()).subarray(start, end);
    }
    this.#place ??= this.#locate();
    const { start: from } = await this.#place;
    return this.#source.read(from + start, from + end, memory);
  }

  async within(): Promise<Within> {
    this.#place ??= this.#locate();
    const { start } = await this.#place;
    return { source: this.#source, start };
  }

  /** Header and bytes of a small entry in one read: a scalar would cost two. */
  async #readWithHeader(): Promise<Uint8Array> {
    const source = this.#source;
    const entry = this.#entry;
    checkReadable(source, entry);
    // Names of torch’s are ASCII. Where the bytes begin later than this, they take a read of their own.
    const least = entry.headerOffset + LOCAL_HEADER_BYTES + entry.name.length + PADDING_HEAD_BYTES;
    const expected = Math.ceil(least / ALIGNMENT) * ALIGNMENT;
    const most = expected + this.byteLength - entry.headerOffset;
    const bytes = await readFromHeader(source, entry, most);
    const place = placeOf(source, entry, bytes);
    this.#place = Promise.resolve(place);
    const start = place.start - entry.headerOffset;
    const end = start + this.byteLength;
    if (end > bytes.byteLength) return source.read(place.start, place.start + this.byteLength);
    return bytes.subarray(start, end);
  }

  async #locate(): Promise<EntryPlace> {
    try {
      checkReadable(this.#source, this.#entry);
      return await locateEntry(this.#source, this.#entry);
    } catch (error) {
      this.#place = undefined; // the next read may be luckier
      throw error;
    }
  }
}

function checkReadable(source: ByteSource, entry: ZipEntry): void {
  const { name, flags, method, storedBytes, byteLength } = entry;
  const place = placeOfHeader(source, entry);
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
}
