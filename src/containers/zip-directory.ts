/** Finding the directory of a zip archive, which lies at its end, and saying why it is not there. */
import { Cursor } from '../bytes/cursor.ts';
import type { ByteSource } from '../bytes/source.ts';
import { MalformedError, TruncatedError } from '../errors.ts';

export interface DirectoryPlace {
  readonly start: number;
  readonly end: number;
  readonly entryCount: number;
  /** Bytes behind the end of the archive. */
  readonly trailingBytes: number;
  /**
   * How far the directory lies from where its end says, in bytes: something stands before the
   * archive, or two archives are glued together and the first is read, as torch does.
   */
  readonly displacement: number;
  /** There is no directory: the entries were found one after the other. */
  readonly isSalvaged?: true;
}

export const END_RECORD = 0x06054b50;
export const END_RECORD_BYTES = 22;
export const LOCATOR64 = 0x07064b50;
export const LOCATOR64_BYTES = 20;
export const END_RECORD64 = 0x06064b50;
export const END_RECORD64_BYTES = 56;
const DIRECTORY_ENTRY = 0x02014b50;
/**
 * Where torch looks for the end record: from the end, in windows of 4,096 bytes that overlap by three, up
 * to the first that reaches beyond the longest comment there can be.
 */
export const SEARCHED_BYTES = 4_096 + 16 * 4_093;

interface EndRecord {
  readonly position: number;
  /** Where the directory should end: at the first of the end records. */
  readonly recordsStart: number;
  readonly commentBytes: number;
  readonly entryCount: number;
  readonly directoryBytes: number;
  readonly directoryStart: number;
}

export async function findDirectory(source: ByteSource): Promise<DirectoryPlace> {
  const end =
    (await endRecord(source, END_RECORD_BYTES)) ?? (await endRecord(source, SEARCHED_BYTES));
  if (end === undefined) throw await whyNoEnd(source);
  const { directoryStart: start, directoryBytes, entryCount, recordsStart } = end;
  const displacement = recordsStart - (start + directoryBytes);
  const trailingBytes = source.byteLength - (end.position + END_RECORD_BYTES + end.commentBytes);
  const place = { entryCount, trailingBytes: Math.max(trailingBytes, 0), displacement };
  if (await isDirectory(source, start, directoryBytes, entryCount)) {
    return { ...place, start, end: start + directoryBytes };
  }
  const moved = start + displacement;
  if (displacement > 0 && (await isDirectory(source, moved, directoryBytes, entryCount))) {
    return { ...place, start: moved, end: moved + directoryBytes };
  }
  throw new MalformedError(
    `the zip directory is said to take ${directoryBytes} bytes from ${start}, and is not there`,
    { file: source.name, offset: end.position },
    { kind: 'zip-directory' },
  );
}

async function isDirectory(
  source: ByteSource,
  start: number,
  byteLength: number,
  entryCount: number,
): Promise<boolean> {
  if (start + byteLength > source.byteLength) return false;
  if (entryCount === 0) return true;
  if (byteLength < 4) return false;
  const head = new Cursor(await source.read(start, start + 4), source.name, start);
  return head.u32() === DIRECTORY_ENTRY;
}

/** The last end record in the last `searched` bytes. */
async function endRecord(source: ByteSource, searched: number): Promise<EndRecord | undefined> {
  // The records before it come along. What torch writes ends with exactly these three.
  const readBytes = searched + LOCATOR64_BYTES + END_RECORD64_BYTES;
  const start = Math.max(0, source.byteLength - readBytes);
  const tail = await source.read(start, source.byteLength);
  const cursor = new Cursor(tail, source.name, start);
  const first = Math.max(0, tail.byteLength - searched);
  for (let position = tail.byteLength - END_RECORD_BYTES; position >= first; position -= 1) {
    if (tail[position] !== 0x50) continue;
    cursor.position = position;
    if (cursor.u32() !== END_RECORD) continue;
    return readEndRecord(source, cursor, start + position, start);
  }
  return undefined;
}

async function readEndRecord(
  source: ByteSource,
  cursor: Cursor,
  position: number,
  tailStart: number,
): Promise<EndRecord> {
  cursor.bytes(6); // disk numbers, and entries on this disk
  const entryCount = cursor.u16();
  const directoryBytes = cursor.u32();
  const directoryStart = cursor.u32();
  const commentBytes = cursor.u16();
  const isFull = entryCount === 0xffff || Math.max(directoryBytes, directoryStart) === 0xffff_ffff;
  const wide = await readEndRecord64(source, cursor, position, tailStart, isFull);
  return {
    position,
    commentBytes,
    recordsStart: position,
    entryCount,
    directoryBytes,
    directoryStart,
    ...wide,
  };
}

/** The 64-bit record, which replaces the values of the other where it is there. */
async function readEndRecord64(
  source: ByteSource,
  cursor: Cursor,
  position: number,
  tailStart: number,
  isNeeded: boolean,
): Promise<Partial<EndRecord>> {
  cursor.position = position - LOCATOR64_BYTES - tailStart;
  if (cursor.position < 0 || cursor.u32() !== LOCATOR64) return {};
  cursor.bytes(4);
  const usualPosition = position - LOCATOR64_BYTES - END_RECORD64_BYTES;
  const said = cursor.u64();
  for (const recordStart of [said, usualPosition]) {
    if (recordStart < 0 || recordStart + END_RECORD64_BYTES > source.byteLength) continue;
    const inTail = recordStart >= tailStart;
    if (inTail) cursor.position = recordStart - tailStart;
    const record = inTail
      ? cursor
      : new Cursor(
          await source.read(recordStart, recordStart + END_RECORD64_BYTES),
          source.name,
          recordStart,
        );
    if (record.u32() !== END_RECORD64) continue;
    record.bytes(28); // own size, versions, disks, entries on this disk
    const entryCount = record.u64();
    const directoryBytes = record.u64();
    const directoryStart = record.u64();
    // torch looks where the locator says, and goes on without it: elsewhere it only tells of what was moved.
    if (recordStart !== said && !isNeeded) return { recordsStart: recordStart };
    return { recordsStart: recordStart, entryCount, directoryBytes, directoryStart };
  }
  return {};
}

/** Largest search for what is left of an archive’s end, for a message. */
const AUTOPSY_BYTES = 2 ** 20;

/** Says what of the end is there. Only a file that torch refuses comes here. */
async function whyNoEnd(source: ByteSource): Promise<MalformedError> {
  const { byteLength, name: file } = source;
  const start = Math.max(0, byteLength - AUTOPSY_BYTES);
  const tail = await source.read(start, byteLength);
  const end = lastSignature(tail, END_RECORD);
  if (end !== undefined && start + end + END_RECORD_BYTES <= byteLength) {
    const trailing = byteLength - (start + end + END_RECORD_BYTES);
    return new MalformedError(
      `the zip archive ends at ${start + end + END_RECORD_BYTES}, and ${trailing} bytes follow; ` +
        'torch looks for the end in the last 69,584',
      { file, offset: start + end },
      { kind: 'zip-trailing', data: { end: start + end + END_RECORD_BYTES } },
    );
  }
  const missing =
    end !== undefined
      ? `the last ${start + end + END_RECORD_BYTES - byteLength} bytes of its end record are missing`
      : lastSignature(tail, DIRECTORY_ENTRY) !== undefined
        ? 'the end of its directory is missing'
        : 'its directory, which stands at the end, is missing';
  const zeros = trailingZeros(tail);
  const zeroText = zeros >= 512 ? ` (the last ${zeros} bytes are zero)` : '';
  return new TruncatedError(
    `the zip archive is cut short: ${byteLength} bytes are there${zeroText}, and ${missing}`,
    { file, offset: byteLength },
    { kind: 'zip-truncated' },
  );
}

/** Where the little-endian `signature` stands last; its last byte may be cut off. */
function lastSignature(bytes: Uint8Array, signature: number): number | undefined {
  for (let position = bytes.byteLength - 3; position >= 0; position -= 1) {
    const found = [0, 1, 2, 3].every((index) => {
      const byte = bytes[position + index];
      return byte === undefined ? index > 2 : byte === ((signature >>> (8 * index)) & 0xff);
    });
    if (found) return position;
  }
  return undefined;
}

function trailingZeros(bytes: Uint8Array): number {
  const last = bytes.findLastIndex((byte) => byte !== 0);
  return bytes.byteLength - 1 - last;
}
