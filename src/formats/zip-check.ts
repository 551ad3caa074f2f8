/** Whether the entries of a zip archive are as their checksums say: what torch never looks at. */
import type { Checksum } from '../bytes/crc32.ts';
import { joinedCrc32 } from '../bytes/crc32-join.ts';
import { inOrder } from '../bytes/in-order.ts';
import { readAhead } from '../bytes/read-ahead.ts';
import type { ByteSource } from '../bytes/source.ts';
import { hasZipSignature, openZip, type ZipArchive } from '../containers/zip.ts';
import { type EntryPlace, STORED, type ZipEntry } from '../containers/zip-entry.ts';
import { isContentError } from '../errors.ts';
import type { Limits } from '../limits.ts';

export interface EntryCheck {
  readonly name: string;
  readonly byteLength: number;
  /** Where its bytes lie in the file; absent where not even that can be told. */
  readonly place?: EntryPlace;
  readonly state: 'intact' | 'damaged' | 'no-checksum';
  /** What is wrong, in a few words. */
  readonly finding?: string;
}

export interface FileRange {
  readonly source: ByteSource;
  readonly start: number;
  readonly end: number;
}

export interface CheckContext {
  readonly limits: Limits;
  readonly crc32: Checksum;
  /** The checksum of a range of a file, by someone beside us; `undefined` where nobody can. */
  readonly checksum?: ((range: FileRange) => Promise<number | undefined>) | undefined;
  readonly onBytes?: ((byteLength: number) => void) | undefined;
  readonly turn?: (() => Promise<void>) | undefined;
  readonly isInterrupted?: (() => boolean) | undefined;
}

const CHUNK_BYTES = 2 ** 20;

/** Whether `source` begins as a zip archive does. */
export async function isZip(source: ByteSource): Promise<boolean> {
  return hasZipSignature(await source.read(0, Math.min(4, source.byteLength)));
}

/** Checks each entry that holds bytes, in order. Ends early where it is interrupted. */
export async function* checkedEntries(
  source: ByteSource,
  context: CheckContext,
): AsyncGenerator<EntryCheck> {
  const archive = await openZip(source, context.limits);
  const entries = archive.entries.filter((entry) => entry.byteLength + entry.storedBytes > 0);
  const weightOf = (entry: ZipEntry) => (isBeside(entry, context) || isSmall(entry) ? 1 : AT_ONCE);
  const check = async (entry: ZipEntry) =>
    context.isInterrupted?.() ? undefined : checkedEntry(archive, entry, context);
  for await (const checked of inOrder(entries, AT_ONCE, weightOf, check)) {
    if (checked === undefined) return;
    yield checked;
  }
}

/** So many entries are worked on at a time, so that nobody beside us waits for another. */
const AT_ONCE = 16;
/** Smaller entries are read sooner than handed over. */
const LEAST_BYTES = 2 ** 20;

function isSmall({ byteLength }: ZipEntry): boolean {
  return byteLength < LEAST_BYTES;
}

function isBeside(entry: ZipEntry, { checksum }: CheckContext): boolean {
  return checksum !== undefined && entry.method === STORED && !isSmall(entry);
}

async function checkedEntry(
  archive: ZipArchive,
  entry: ZipEntry,
  context: CheckContext,
): Promise<EntryCheck | undefined> {
  const { name, byteLength } = entry;
  let place: EntryPlace | undefined;
  try {
    place = await archive.locate(entry);
    // Its checksum is that of bytes which nobody gets.
    if (entry.isFolder) {
      context.onBytes?.(byteLength);
      const finding = 'it is marked as a folder, so that torch gives zeros for its bytes';
      return { name, byteLength, place, state: 'damaged', finding };
    }
    // torch can be told to write none.
    if (entry.crc32 === 0) {
      context.onBytes?.(byteLength);
      return { name, byteLength, place, state: 'no-checksum' };
    }
    const found =
      (isBeside(entry, context)
        ? await checksumBeside(archive.source, place, context)
        : undefined) ?? (await checksumOf(archive.open(entry), context));
    if (found === undefined) return undefined;
    if (found === entry.crc32) return { name, byteLength, place, state: 'intact' };
    const finding = `its checksum is ${hex(found)} and should be ${hex(entry.crc32)}`;
    return { name, byteLength, place, state: 'damaged', finding };
  } catch (error) {
    if (!isContentError(error)) throw error;
    const { finding } = error;
    return { name, byteLength, ...(place && { place }), state: 'damaged', finding };
  }
}

/** Ranges of this size go to different processors. */
const RANGE_BYTES = 2 ** 24;

async function checksumBeside(
  source: ByteSource,
  place: EntryPlace,
  { checksum, onBytes, isInterrupted }: CheckContext,
): Promise<number | undefined> {
  if (checksum === undefined) return undefined;
  const ranges: FileRange[] = [];
  for (let start = place.start; start < place.end; start += RANGE_BYTES) {
    ranges.push({ source, start, end: Math.min(start + RANGE_BYTES, place.end) });
  }
  const found = await Promise.all(
    ranges.map(async (range) => {
      const one = await checksum(range);
      if (one !== undefined) onBytes?.(range.end - range.start);
      return one;
    }),
  );
  let whole = 0;
  for (const [index, one] of found.entries()) {
    const { start, end } = ranges[index] ?? place;
    if (one === undefined || isInterrupted?.()) return undefined;
    whole = joinedCrc32(whole, one, end - start);
  }
  return whole;
}

async function checksumOf(
  source: ByteSource,
  { crc32, onBytes, turn, isInterrupted }: CheckContext,
): Promise<number | undefined> {
  let checksum = 0;
  for await (const bytes of readAhead(chunks(source))) {
    checksum = crc32(bytes, checksum);
    onBytes?.(bytes.byteLength);
    await turn?.();
    if (isInterrupted?.()) return undefined;
  }
  return checksum;
}

async function* chunks(source: ByteSource): AsyncGenerator<Uint8Array> {
  const { byteLength } = source;
  for (let start = 0; start < byteLength; start += CHUNK_BYTES) {
    yield await source.read(start, Math.min(start + CHUNK_BYTES, byteLength));
  }
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}
