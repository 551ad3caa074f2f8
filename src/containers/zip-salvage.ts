/** What is left of a zip archive whose directory is gone: its entries, one after the other. */
import { Cursor } from '../bytes/cursor.ts';
import type { ByteSource } from '../bytes/source.ts';
import { latin1Text, utf8Text } from '../bytes/text.ts';
import { DEFLATED, LOCAL_HEADER, LOCAL_HEADER_BYTES, STORED, type ZipEntry } from './zip-entry.ts';

const DESCRIPTOR = 0x08074b50;
/** Sizes come behind the data, because the writer did not know them before. */
const SIZES_FOLLOW = 0x0008;
const ZIP64_FIELD = 1;

/** How many bytes the data of an entry takes, for entries whose header does not say. */
export type EntrySize = (name: string, dataStart: number) => Promise<number | undefined>;

interface LocalHeader {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly storedBytes: number;
  readonly byteLength: number;
  readonly dataStart: number;
  readonly isZip64: boolean;
}

/**
 * The entries that are whole, front to back, up to the first that is not. Where a header gives no
 * size, `sizeOf` is asked, and else the record behind the data is looked for.
 */
export async function salvagedEntries(source: ByteSource, sizeOf: EntrySize): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for (let position = 0; ; ) {
    const header = await localHeader(source, position);
    if (header === undefined) return entries;
    const { name, flags, method, dataStart } = header;
    const follows = (flags & SIZES_FOLLOW) !== 0;
    const known = follows ? await sizeOf(name, dataStart) : header.storedBytes;
    const descriptor = follows
      ? await findDescriptor(source, dataStart, known, header.isZip64)
      : undefined;
    const storedBytes = descriptor?.storedBytes ?? known;
    if (storedBytes === undefined || dataStart + storedBytes > source.byteLength) return entries;
    entries.push({
      name,
      flags,
      method,
      crc32: descriptor?.crc32 ?? header.crc32,
      storedBytes,
      byteLength: descriptor?.byteLength ?? (follows ? storedBytes : header.byteLength),
      headerOffset: position,
    });
    position = descriptor?.end ?? dataStart + storedBytes;
  }
}

async function localHeader(source: ByteSource, position: number): Promise<LocalHeader | undefined> {
  if (position + LOCAL_HEADER_BYTES > source.byteLength) return undefined;
  const fixed = new Cursor(
    await source.read(position, position + LOCAL_HEADER_BYTES),
    source.name,
    position,
  );
  if (fixed.u32() !== LOCAL_HEADER) return undefined;
  fixed.bytes(2);
  const flags = fixed.u16();
  const method = fixed.u16();
  fixed.bytes(4);
  const crc32 = fixed.u32();
  const storedBytes = fixed.u32();
  const byteLength = fixed.u32();
  const nameBytes = fixed.u16();
  const extraBytes = fixed.u16();
  const nameStart = position + LOCAL_HEADER_BYTES;
  const dataStart = nameStart + nameBytes + extraBytes;
  if (dataStart > source.byteLength || (method !== STORED && method !== DEFLATED)) return undefined;
  const rest = await source.read(nameStart, dataStart);
  const name = utf8Text(rest.subarray(0, nameBytes)) ?? latin1Text(rest.subarray(0, nameBytes));
  const extra = rest.subarray(nameBytes);
  const isZip64 = extra[0] === ZIP64_FIELD && extra[1] === 0;
  return { name, flags, method, crc32, storedBytes, byteLength, dataStart, isZip64 };
}

interface Descriptor {
  readonly crc32: number;
  readonly storedBytes: number;
  readonly byteLength: number;
  readonly end: number;
}

const SEARCH_BYTES = 2 ** 20;

/**
 * The record behind the data of an entry: right behind where its size is known, else the first whose
 * size is its distance from the data.
 */
async function findDescriptor(
  source: ByteSource,
  dataStart: number,
  known: number | undefined,
  isZip64: boolean,
): Promise<Descriptor | undefined> {
  const recordBytes = isZip64 ? 24 : 16;
  if (known !== undefined) return descriptorAt(source, dataStart + known, dataStart, recordBytes);
  for (let from = dataStart; from < source.byteLength; from += SEARCH_BYTES) {
    const window = await source.read(from, Math.min(from + SEARCH_BYTES + 3, source.byteLength));
    for (let index = window.indexOf(0x50); index >= 0; index = window.indexOf(0x50, index + 1)) {
      const candidate =
        window[index + 1] === 0x4b && window[index + 2] === 0x07 && window[index + 3] === 0x08;
      if (!candidate) continue;
      const found = await descriptorAt(source, from + index, dataStart, recordBytes);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

async function descriptorAt(
  source: ByteSource,
  position: number,
  dataStart: number,
  recordBytes: number,
): Promise<Descriptor | undefined> {
  const end = position + recordBytes;
  if (end > source.byteLength) return undefined;
  const cursor = new Cursor(await source.read(position, end), source.name, position);
  if (cursor.u32() !== DESCRIPTOR) return undefined;
  const crc32 = cursor.u32();
  const wide = recordBytes === 24;
  const storedBytes = wide ? Number(cursor.i64()) : cursor.u32();
  const byteLength = wide ? Number(cursor.i64()) : cursor.u32();
  return storedBytes === position - dataStart ? { crc32, storedBytes, byteLength, end } : undefined;
}
