/**
 * Where torch’s zip library finds the directory of an archive, and what it refuses on the way there:
 * https://github.com/pytorch/pytorch/blob/v2.13.0/third_party/miniz-3.0.2/miniz.c
 * (`mz_zip_reader_locate_header_sig`, `mz_zip_reader_read_central_dir`).
 */
import type { ByteSource } from '../bytes/source.ts';
import {
  END_RECORD,
  END_RECORD_BYTES,
  END_RECORD64,
  END_RECORD64_BYTES,
  LOCATOR64,
  LOCATOR64_BYTES,
  SEARCHED_BYTES,
} from '../containers/zip-directory.ts';

export const CORRUPTED = 'invalid header or archive is corrupted';
const NO_DIRECTORY = 'failed finding central directory';
export const ENCRYPTED = 'unsupported encryption';
export const MULTIDISK = 'unsupported multidisk archive';
const NO_ARCHIVE = 'not a ZIP archive';
const TOO_MANY = 'too many files';
const TOO_LARGE = 'unsupported central directory size';
/** Not of the library: what Python says where it is to read from before the beginning. */
export const NO_OFFSET = '[Errno 22] Invalid argument';

/** Of an entry in the directory, without its name. */
export const ENTRY_BYTES = 46;
/** The file is searched from its end, in windows of which each begins so far before the one behind it. */
const WINDOW_BYTES = 4096;
const WINDOW_STEP = WINDOW_BYTES - 3;
const MOST_COMMENT_BYTES = 0xffff + END_RECORD_BYTES;
const MOST_32 = 0xffff_ffffn;
const MOST_16 = 0xffff;

export interface DirectorySpan {
  readonly start: number;
  readonly byteLength: number;
  readonly entryCount: number;
  /** The disk that the archive says to be. */
  readonly disk: number;
}

interface Tail {
  readonly view: DataView;
  readonly start: number;
}

interface Said {
  readonly entryCount: number;
  readonly entriesOnDisk: number;
  readonly disk: number;
  readonly directoryDisk: number;
  readonly byteLength: number;
  readonly start: bigint;
}

/** The directory, or why torch does not come to it. */
export async function directorySpan(source: ByteSource): Promise<DirectorySpan | string> {
  if (source.byteLength < END_RECORD_BYTES) return NO_ARCHIVE;
  // What torch writes ends with the end record: that, and what stands before it, is read first.
  let tail = await tailOf(source, END_RECORD_BYTES);
  let end: number | string = source.byteLength - END_RECORD_BYTES;
  if (!hasSignature(tail, end, END_RECORD)) {
    tail = await tailOf(source, SEARCHED_BYTES);
    end = lastEndRecord(tail, source.byteLength);
  }
  if (typeof end === 'string') return end;
  const said = (await said64(source, tail, end)) ?? said32(tail, end);
  return typeof said === 'string' ? said : checkedSpan(said, source.byteLength);
}

async function tailOf(source: ByteSource, searched: number): Promise<Tail> {
  const wanted = searched + LOCATOR64_BYTES + END_RECORD64_BYTES;
  const start = Math.max(0, source.byteLength - wanted);
  const bytes = await source.read(start, source.byteLength);
  return { view: viewOf(bytes), start };
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function hasSignature({ view, start }: Tail, at: number, signature: number): boolean {
  return at >= start && view.getUint32(at - start, true) === signature;
}

/**
 * The library gives up where a window begins at the very beginning of the file, and searches from a
 * negative offset where one would begin before it.
 */
function lastEndRecord(tail: Tail, byteLength: number): number | string {
  let from = Math.max(byteLength - WINDOW_BYTES, 0);
  for (let last = byteLength - END_RECORD_BYTES; ; from -= WINDOW_STEP) {
    if (from < 0) return NO_OFFSET;
    for (; last >= from; last -= 1) if (hasSignature(tail, last, END_RECORD)) return last;
    if (from === 0 || byteLength - from >= MOST_COMMENT_BYTES) return NO_DIRECTORY;
  }
}

function said32({ view, start }: Tail, end: number): Said {
  const at = end - start;
  return {
    disk: view.getUint16(at + 4, true),
    directoryDisk: view.getUint16(at + 6, true),
    entriesOnDisk: view.getUint16(at + 8, true),
    entryCount: view.getUint16(at + 10, true),
    byteLength: view.getUint32(at + 12, true),
    start: BigInt(view.getUint32(at + 16, true)),
  };
}

/** What the 64-bit record says, where its locator is there; nothing where the record itself is not. */
async function said64(
  source: ByteSource,
  tail: Tail,
  end: number,
): Promise<Said | string | undefined> {
  const locator = end - LOCATOR64_BYTES;
  if (locator < END_RECORD64_BYTES || !hasSignature(tail, locator, LOCATOR64)) return undefined;
  const place = tail.view.getBigUint64(locator + 8 - tail.start, true);
  if (place > source.byteLength - END_RECORD64_BYTES) return NO_ARCHIVE;
  const view = await recordAt(source, tail, Number(place));
  if (view.getUint32(0, true) !== END_RECORD64) return undefined;
  if (view.getBigUint64(4, true) < END_RECORD64_BYTES - 12) return CORRUPTED;
  if (tail.view.getUint32(locator + 16 - tail.start, true) !== 1) return MULTIDISK;
  const entriesOnDisk = view.getBigUint64(24, true);
  const entryCount = view.getBigUint64(32, true);
  if (entryCount > MOST_32 || entriesOnDisk > MOST_32) return TOO_MANY;
  const byteLength = view.getBigUint64(40, true);
  if (byteLength > MOST_32) return TOO_LARGE;
  return {
    disk: view.getUint32(16, true),
    directoryDisk: view.getUint32(20, true),
    entriesOnDisk: Number(entriesOnDisk),
    entryCount: Number(entryCount),
    byteLength: Number(byteLength),
    start: view.getBigUint64(48, true),
  };
}

async function recordAt(source: ByteSource, tail: Tail, place: number): Promise<DataView> {
  if (place < tail.start) return viewOf(await source.read(place, place + END_RECORD64_BYTES));
  const { view } = tail;
  const offset = view.byteOffset + place - tail.start;
  return new DataView(view.buffer, offset, END_RECORD64_BYTES);
}

function checkedSpan(said: Said, archiveBytes: number): DirectorySpan | string {
  const { entryCount, entriesOnDisk, disk, directoryDisk, byteLength, start } = said;
  if (entryCount !== entriesOnDisk) return MULTIDISK;
  const isOneDisk = (disk === 0 && directoryDisk === 0) || (disk === 1 && directoryDisk === 1);
  if (!isOneDisk) return MULTIDISK;
  if (byteLength < entryCount * ENTRY_BYTES) return CORRUPTED;
  // 64 bits run over.
  if (BigInt.asUintN(64, start + BigInt(byteLength)) > archiveBytes) return CORRUPTED;
  if (start > archiveBytes && entryCount > 0) return NO_OFFSET;
  return { start: Number(start), byteLength, entryCount, disk };
}

/** Whether an entry may say that it begins on `disk`, of an archive that says to be disk `own`. */
export function isOnDisk(disk: number, own: number): boolean {
  return disk !== MOST_16 && (disk === own || disk === 1);
}
