/**
 * Every way to read a zip archive that some reader takes. Archives can be made so that readers find
 * different directories in them: which one is right is not for us to say.
 */
import { Cursor } from '../bytes/cursor.ts';
import type { ByteSource } from '../bytes/source.ts';
import { MalformedError } from '../errors.ts';
import { checkLimit, type Limits } from '../limits.ts';
import { DIRECTORY_ENTRY, directoryEntry } from './zip.ts';
import {
  END_RECORD,
  END_RECORD_BYTES,
  END_RECORD64,
  END_RECORD64_BYTES,
  LOCATOR64,
  LOCATOR64_BYTES,
  SEARCHED_BYTES,
} from './zip-directory.ts';
import type { ZipEntry } from './zip-entry.ts';

export interface ZipReading {
  readonly entries: readonly ZipEntry[];
  /** What offsets count from: 0, unless the archive is taken to begin later. */
  readonly base: number;
  readonly directoryStart: number;
  readonly directoryEnd: number;
  /** As many as the end record says, which may be fewer or more. */
  readonly declaredCount: number;
  /** Where its end records stand. */
  readonly recordsStart: number;
  /** Behind them and their comment. */
  readonly end: number;
}

/** What torch searches, which is more than others do, and what may stand before an end record. */
const TAIL_BYTES = SEARCHED_BYTES + LOCATOR64_BYTES + END_RECORD64_BYTES;
/** Random bytes hold none; more are made up, and each costs a look. */
const MOST_RECORDS = 64;

interface Said {
  readonly start: number;
  readonly byteLength: number;
  readonly count: number;
  readonly recordsStart: number;
  readonly end: number;
}

/** In the order in which the end records stand. None where the file is no archive to anyone. */
export async function zipReadings(source: ByteSource, limits: Limits): Promise<ZipReading[]> {
  const readings = new Map<number, ZipReading>();
  for (const said of await endRecords(source)) {
    const displacement = said.recordsStart - (said.start + said.byteLength);
    for (const base of new Set([0, Math.max(displacement, 0)])) {
      const start = said.start + base;
      if (readings.has(start)) continue;
      const reading = await readingAt(source, start, base, said, limits);
      if (reading !== undefined) readings.set(start, reading);
    }
  }
  return [...readings.values()];
}

async function endRecords(source: ByteSource): Promise<Said[]> {
  const tailStart = Math.max(0, source.byteLength - TAIL_BYTES);
  const tail = await source.read(tailStart, source.byteLength);
  const cursor = new Cursor(tail, source.name, tailStart);
  const found: Said[] = [];
  for (let at = tail.indexOf(0x50); at >= 0; at = tail.indexOf(0x50, at + 1)) {
    if (at + END_RECORD_BYTES > tail.byteLength || found.length >= MOST_RECORDS) break;
    cursor.position = at;
    if (cursor.u32() !== END_RECORD) continue;
    cursor.skip(6); // disk numbers, and entries on this disk
    const count = cursor.u16();
    const byteLength = cursor.u32();
    const start = cursor.u32();
    const end = tailStart + Math.min(at + END_RECORD_BYTES + cursor.u16(), tail.byteLength);
    const wide = await endRecord64(source, cursor, at, tailStart, end);
    const recordsStart = wide?.recordsStart ?? tailStart + at;
    found.push({ start, byteLength, count, recordsStart, end });
    if (wide !== undefined) found.push(wide);
  }
  return found;
}

async function endRecord64(
  source: ByteSource,
  cursor: Cursor,
  at: number,
  tailStart: number,
  end: number,
): Promise<Said | undefined> {
  const locator = at - LOCATOR64_BYTES;
  if (locator < 0) return undefined;
  cursor.position = locator;
  if (cursor.u32() !== LOCATOR64) return undefined;
  cursor.skip(4);
  const said = Number(BigInt.asUintN(64, cursor.i64()));
  for (const start of [said, tailStart + locator - END_RECORD64_BYTES]) {
    if (start < 0 || start + END_RECORD64_BYTES > source.byteLength) continue;
    const record = new Cursor(await source.read(start, start + END_RECORD64_BYTES), source.name);
    if (record.u32() !== END_RECORD64) continue;
    record.skip(28); // own size, versions, disks, entries on this disk
    const [count = 0, byteLength = 0, directoryStart = 0] = [0, 1, 2].map(() =>
      Number(BigInt.asUintN(64, record.i64())),
    );
    return { start: directoryStart, byteLength, count, recordsStart: start, end };
  }
  return undefined;
}

/** The entries of a directory, as far as they go: their number is one more thing that may be wrong. */
async function readingAt(
  source: ByteSource,
  start: number,
  base: number,
  { byteLength, count, recordsStart, end }: Said,
  limits: Limits,
): Promise<ZipReading | undefined> {
  const most = Math.min(start + byteLength, recordsStart);
  if (start >= most) return undefined;
  const head = new Cursor(await source.read(start, Math.min(start + 4, most)), source.name, start);
  if (head.remaining < 4 || head.u32() !== DIRECTORY_ENTRY) return undefined;
  const place = { file: source.name, offset: start };
  checkLimit(limits, 'directoryBytes', most - start, 'bytes of zip directory', place);
  const cursor = new Cursor(await source.read(start, most), source.name, start);
  const entries: ZipEntry[] = [];
  try {
    while (cursor.remaining >= 4 && cursor.u32() === DIRECTORY_ENTRY) {
      checkLimit(limits, 'directoryEntries', entries.length + 1, 'zip entries', place);
      entries.push(directoryEntry(cursor));
    }
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
  }
  if (entries.length === 0) return undefined;
  return {
    entries,
    base,
    directoryStart: start,
    directoryEnd: most,
    declaredCount: count,
    recordsStart,
    end,
  };
}
