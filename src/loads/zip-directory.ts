/**
 * The entries of an archive as torch’s zip library takes them, and what it refuses of a directory:
 * https://github.com/pytorch/pytorch/blob/v2.13.0/third_party/miniz-3.0.2/miniz.c
 * (`mz_zip_reader_read_central_dir`, `mz_zip_file_stat_internal`).
 */
import { Cursor } from '../bytes/cursor.ts';
import type { ByteSource } from '../bytes/source.ts';
import { archiveOf, DIRECTORY_ENTRY, directoryEntry, type ZipArchive } from '../containers/zip.ts';
import { LOCAL_HEADER_BYTES, STORED, type ZipEntry } from '../containers/zip-entry.ts';
import { checkLimit, type Limits } from '../limits.ts';
import {
  CORRUPTED,
  type DirectorySpan,
  directorySpan,
  ENCRYPTED,
  ENTRY_BYTES,
  isOnDisk,
  MULTIDISK,
  viewOf,
} from './zip-end.ts';

const MASKED_FLAG = 0x2000;
const SATURATED = 0xffff_ffff;
const ZIP64_FIELD = 1;
const FIELD_HEAD_BYTES = 4;

export interface TorchArchive {
  readonly archive: ZipArchive;
  /** Entries whose 64-bit field is too short: an error where one is looked at. */
  readonly unclear: ReadonlySet<ZipEntry>;
}

/** Reads the end and the directory of an archive; the error of torch’s reader where it refuses them. */
export async function openAsTorch(
  source: ByteSource,
  limits: Limits,
): Promise<TorchArchive | string> {
  const span = await directorySpan(source);
  if (typeof span === 'string') return span;
  const { start, byteLength, entryCount } = span;
  const place = { file: source.name, offset: start };
  checkLimit(limits, 'directoryBytes', byteLength, 'bytes of zip directory', place);
  checkLimit(limits, 'directoryEntries', entryCount, 'zip entries', place);
  const bytes = entryCount === 0 ? new Uint8Array(0) : await source.read(start, start + byteLength);
  const unclear = new Set<ZipEntry>();
  const entries = torchEntries(source, bytes, span, unclear);
  if (typeof entries === 'string') return entries;
  const end = start + byteLength;
  const directory = { start, end, entryCount, trailingBytes: 0, displacement: 0 };
  return { archive: archiveOf(source, entries, directory), unclear };
}

function torchEntries(
  { name: file, byteLength: archiveBytes }: ByteSource,
  bytes: Uint8Array,
  { start, entryCount, disk }: DirectorySpan,
  unclear: Set<ZipEntry>,
): ZipEntry[] | string {
  const view = viewOf(bytes);
  const cursor = new Cursor(bytes, file, start);
  const entries: ZipEntry[] = [];
  while (entries.length < entryCount) {
    const at = cursor.position;
    const left = bytes.byteLength - at;
    if (left < ENTRY_BYTES || view.getUint32(at, true) !== DIRECTORY_ENTRY) return CORRUPTED;
    const header = new DataView(view.buffer, view.byteOffset + at, left);
    const refusal = entryRefusal(header, disk, archiveBytes);
    if (refusal !== undefined) return refusal;
    cursor.position = at + 4;
    const read = directoryEntry(cursor);
    const entry = asStored(read);
    if (hasShortField(header)) unclear.add(entry);
    entries.push(entry);
  }
  return entries;
}

/** In the order of the library’s checks, for the first is what it tells. */
function entryRefusal(header: DataView, ownDisk: number, archiveBytes: number): string | undefined {
  const sizes = sizesIn(header);
  if (sizes === undefined) return CORRUPTED;
  const { stored, whole, offset } = sizes;
  if (stored !== SATURATED && whole !== SATURATED) {
    // The library reads the time along with the method: what is dated may have two sizes.
    const isUndated = header.getUint32(10, true) === STORED;
    if ((isUndated && whole !== stored) || (stored === 0 && whole !== 0)) return CORRUPTED;
  }
  if (!isOnDisk(header.getUint16(34, true), ownDisk)) return MULTIDISK;
  if (stored !== SATURATED && endsBehind(offset, stored, archiveBytes)) return CORRUPTED;
  if ((header.getUint16(8, true) & MASKED_FLAG) !== 0) return ENCRYPTED;
  return entryBytes(header) > header.byteLength ? CORRUPTED : undefined;
}

/** 64 bits run over. */
function endsBehind(
  offset: number | bigint,
  stored: number | bigint,
  archiveBytes: number,
): boolean {
  const end = BigInt(offset) + BigInt(LOCAL_HEADER_BYTES) + BigInt(stored);
  return BigInt.asUintN(64, end) > archiveBytes;
}

const nameBytes = (header: DataView) => header.getUint16(28, true);
const extraBytes = (header: DataView) => header.getUint16(30, true);
const entryBytes = (header: DataView) =>
  ENTRY_BYTES + nameBytes(header) + extraBytes(header) + header.getUint16(32, true);

interface Sizes {
  readonly stored: number | bigint;
  readonly whole: number | bigint;
  readonly offset: number | bigint;
}

/**
 * What stands in 32 bits, or in the 64-bit field where those are saturated. Here the library looks for
 * values up to the end of all fields, not of this one. `undefined` where the fields make no sense.
 */
function sizesIn(header: DataView): Sizes | undefined {
  const stored = header.getUint32(20, true);
  const whole = header.getUint32(24, true);
  const offset = header.getUint32(42, true);
  if (Math.max(stored, whole, offset) !== SATURATED || extraBytes(header) === 0) {
    return { stored, whole, offset };
  }
  const field = wideField(header);
  if (field === undefined) return undefined;
  let { at } = field;
  const widen = (value: number): number | bigint => {
    if (value !== SATURATED || at + 8 > field.extraEnd) return value;
    at += 8;
    return header.getBigUint64(at - 8, true);
  };
  return { whole: widen(whole), stored: widen(stored), offset: widen(offset) };
}

/** Where the values of the 64-bit field begin; at the end of all fields where there is none. */
function wideField(
  header: DataView,
): { readonly at: number; readonly end: number; readonly extraEnd: number } | undefined {
  let at = ENTRY_BYTES + nameBytes(header);
  const extraEnd = at + extraBytes(header);
  if (extraEnd > header.byteLength) return undefined;
  while (at < extraEnd) {
    if (at + FIELD_HEAD_BYTES > extraEnd) return undefined;
    const end = at + FIELD_HEAD_BYTES + header.getUint16(at + 2, true);
    if (end > extraEnd) return undefined;
    if (header.getUint16(at, true) === ZIP64_FIELD) {
      return { at: at + FIELD_HEAD_BYTES, end, extraEnd };
    }
    at = end;
  }
  return { at: extraEnd, end: extraEnd, extraEnd };
}

/** Whether the 64-bit field is there and does not hold every value that has to stand in it. */
function hasShortField(header: DataView): boolean {
  const wanted = [20, 24, 42].filter((at) => header.getUint32(at, true) === SATURATED).length;
  if (wanted === 0 || extraBytes(header) === 0) return false;
  const field = wideField(header);
  return field !== undefined && field.at < field.extraEnd && field.end - field.at < 8 * wanted;
}

/** Of an entry that is stored as it is and has two sizes, torch reads the uncompressed one. */
function asStored(entry: ZipEntry): ZipEntry {
  const { method, storedBytes, byteLength } = entry;
  if (method !== STORED || storedBytes === byteLength) return entry;
  // Where it reads nothing, or where the other is beyond the end of the file, it tells them apart.
  if (storedBytes === 0 || byteLength === 0 || storedBytes === SATURATED) return entry;
  return { ...entry, storedBytes: byteLength };
}
