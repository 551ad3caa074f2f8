/** Everything in a zip archive, by every reading of it. */
import { crc32 } from '../bytes/crc32.ts';
import { Cursor } from '../bytes/cursor.ts';
import { type ByteSource, memorySource, windowOf } from '../bytes/source.ts';
import { latin1Text, utf8Text } from '../bytes/text.ts';
import {
  DEFLATED,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  openEntry,
  STORED,
  type ZipEntry,
} from '../containers/zip-entry.ts';
import { type ZipReading, zipReadings } from '../containers/zip-readings.ts';
import { salvagedEntries } from '../containers/zip-salvage.ts';
import { isContentError, LimitError } from '../errors.ts';
import { checkInflation } from '../limits.ts';
import { readingAhead } from './ahead.ts';
import { compareChecksums } from './checksums.ts';
import { type Examination, within } from './examination.ts';
import { mayHold, PICKLE_NAME } from './holds.ts';
import type { Enter } from './pickle-streams.ts';
import { mayBeginPickle } from './witness.ts';
import { noteReadings } from './zip-oddities.ts';

/** So much of an entry tells what it is; the signature of a tar archive ends at 262. */
const HEAD_BYTES = 512;
/** A name, and the padding of torch’s before the bytes. */
const USUAL_HEADER_BYTES = 256;
const SIZES_FOLLOW = 0x0008;
const CODE = /\.(?:py|so|dll|dylib|pyc)$/;
/** What loaders unpickle: torch’s object, and the constants of its scripts. */
const LOADED = /(?:^|[/\\])(?:data|constants)\.pkl$/i;

/** Where the bytes of an entry lie, as one reading has it. */
export interface Member {
  readonly entry: ZipEntry;
  readonly headerOffset: number;
  readonly dataStart: number;
  readonly dataEnd: number;
}

/** Throws only what reading throws. */
export async function examineZip(
  source: ByteSource,
  member: string,
  level: number,
  examination: Examination,
  enter: Enter,
): Promise<boolean> {
  const all = await zipReadings(source, examination.limits);
  const readings = all.filter((one) => !all.some((other) => isInside(one, other)));
  if (readings.length === 0) return false;
  const ahead = readingAhead(source);
  const seen = new Set<string>();
  const members: Member[] = [];
  for (const reading of readings) {
    for (const entry of reading.entries) {
      if (readings.length > 1) {
        const key = `${entry.headerOffset + reading.base}:${entry.storedBytes}:${entry.name}`;
        if (seen.has(key)) continue;
        seen.add(key);
      }
      const found = await examineEntry(ahead, entry, reading, member, level, examination, enter);
      if (found !== undefined) members.push(found);
    }
  }
  noteReadings(readings, members, source, member, examination);
  if (level === 0 && examination.comparesChecksums) {
    await compareChecksums(source, members, examination);
  }
  const earlier = Math.max(...readings.map(({ base }) => base));
  if (earlier > 0 && level === 0 && examination.enters(level + 1, member)) {
    // Archives glued together: the ones before the last are whole files of their own.
    await examineZip(windowOf(source, 0, earlier), member, level + 1, examination, enter);
  }
  return true;
}

/** What is left of an archive without its directory: some readers go by the entries’ own headers. */
export async function salvageZip(
  source: ByteSource,
  member: string,
  level: number,
  examination: Examination,
  enter: Enter,
): Promise<void> {
  const entries = await salvagedEntries(source, async () => undefined);
  for (const entry of entries) {
    await examineEntry(source, entry, { base: 0 }, member, level, examination, enter);
  }
}

/** An archive that is stored in another has an end of its own, which is looked at with its entry. */
function isInside({ recordsStart, end }: ZipReading, other: ZipReading): boolean {
  if (other.end <= end || recordsStart >= other.directoryStart) return false;
  const [first] = other.entries;
  return first !== undefined && first.headerOffset + other.base < recordsStart;
}

async function examineEntry(
  source: ByteSource,
  entry: ZipEntry,
  { base }: Pick<ZipReading, 'base'>,
  archive: string,
  level: number,
  examination: Examination,
  enter: Enter,
): Promise<Member | undefined> {
  const { name } = entry;
  const inner = within(archive, name);
  if (CODE.test(name)) examination.code(inner);
  const moved = base === 0 ? entry : { ...entry, headerOffset: entry.headerOffset + base };
  const headed = await headOf(source, moved);
  if (headed === undefined) {
    if (!name.endsWith('/')) {
      examination.integrity('damaged', `entry "${name}" is not where the directory says`);
      examination.unread(inner, 'it is not where the directory says');
    }
    return undefined;
  }
  const { head, local, placed } = headed;
  noteHeader(entry, local, inner, examination);
  if (placed.dataEnd > source.byteLength) {
    examination.integrity('truncated', `entry "${name}" goes beyond the end of the file`);
  }
  const isDeflated = entry.method === DEFLATED;
  if (entry.method !== STORED && !isDeflated) {
    examination.unread(inner, `compression method ${entry.method}`);
    return placed;
  }
  if (isDeflated || mayHold(head, examination.limits) || mayBeLoaded(name, head)) {
    await examineMember(source, placed, { inner, name, level }, examination, enter);
  } else if (LOADED.test(name) && entry.byteLength > 0) {
    examination.integrity('damaged', `entry "${name}" is no pickle`);
  }
  return placed;
}

/** Loaders do not look whether it begins as a pickle should. */
function mayBeLoaded(name: string, head: Uint8Array): boolean {
  return PICKLE_NAME.test(name) && mayBeginPickle(head);
}

interface Inner {
  readonly inner: string;
  readonly name: string;
  readonly level: number;
}

async function examineMember(
  source: ByteSource,
  { entry, headerOffset, dataStart, dataEnd }: Member,
  { inner, name, level }: Inner,
  examination: Examination,
  enter: Enter,
): Promise<void> {
  const stored = Math.min(dataEnd, source.byteLength);
  // Flags and sizes that keep torch from reading it keep nobody else from it.
  const plain = { ...entry, flags: 0, headerOffset };
  const isDeflated = entry.method === DEFLATED;
  const bytes = isDeflated
    ? openEntry(source, plain)
    : windowOf(source, dataStart, Math.max(stored, dataStart));
  try {
    const head = await bytes.read(0, Math.min(HEAD_BYTES, bytes.byteLength));
    if (!mayHold(head, examination.limits) && !mayBeLoaded(name, head)) return;
    if (!examination.enters(level + 1, inner)) return;
    const role = LOADED.test(name) ? 'loaded' : 'member';
    if (entry.method === STORED && bytes.byteLength > examination.limits.pickleBytes) {
      await enter(bytes, inner, role, level + 1);
      return;
    }
    if (!examination.fits(bytes.byteLength, inner)) return;
    if (isDeflated)
      checkInflation(examination.limits, entry, { file: source.name, offset: headerOffset });
    const whole = await bytes.read(0, bytes.byteLength);
    if (entry.crc32 !== 0 && crc32(whole) !== entry.crc32) {
      examination.integrity('damaged', `the checksum of entry "${name}" is wrong`);
    }
    await enter(memorySource(inner, whole, bytes.inflates), inner, role, level + 1);
  } catch (error) {
    if (!isContentError(error)) throw error;
    if (!(error instanceof LimitError)) examination.integrity('damaged', error.finding);
    examination.unread(inner, error.finding);
  }
}

interface LocalHeader {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly storedBytes: number;
  readonly byteLength: number;
}

/** The entry’s own header and its first bytes, in one read where that is long enough. */
async function headOf(source: ByteSource, entry: ZipEntry) {
  const { headerOffset, storedBytes } = entry;
  if (headerOffset + LOCAL_HEADER_BYTES > source.byteLength) return undefined;
  const most = headerOffset + USUAL_HEADER_BYTES + Math.min(storedBytes, HEAD_BYTES);
  const bytes = await source.read(headerOffset, Math.min(most, source.byteLength));
  const cursor = new Cursor(bytes, source.name, headerOffset);
  if (cursor.u32() !== LOCAL_HEADER) return undefined;
  cursor.skip(2);
  const flags = cursor.u16();
  const method = cursor.u16();
  cursor.skip(4); // time and date
  const crc = cursor.u32();
  const localStored = cursor.u32();
  const byteLength = cursor.u32();
  const nameBytes = cursor.u16();
  const extraBytes = cursor.u16();
  const dataStart = headerOffset + LOCAL_HEADER_BYTES + nameBytes + extraBytes;
  if (dataStart > source.byteLength) return undefined;
  const nameEnd = Math.min(LOCAL_HEADER_BYTES + nameBytes, bytes.byteLength);
  const nameInBytes = bytes.subarray(LOCAL_HEADER_BYTES, nameEnd);
  const name = utf8Text(nameInBytes) ?? latin1Text(nameInBytes);
  const local: LocalHeader = {
    name,
    flags,
    method,
    crc32: crc,
    storedBytes: localStored,
    byteLength,
  };
  const dataEnd = dataStart + storedBytes;
  const headEnd = Math.min(dataEnd, dataStart + HEAD_BYTES, source.byteLength);
  const isRead = headEnd <= headerOffset + bytes.byteLength;
  const head = isRead
    ? bytes.subarray(dataStart - headerOffset, headEnd - headerOffset)
    : await source.read(dataStart, headEnd);
  return { head, local, placed: { entry, headerOffset, dataStart, dataEnd } };
}

/** What an entry’s own header says other than the directory; some readers go by the one, some by the other. */
function noteHeader(
  entry: ZipEntry,
  local: LocalHeader,
  member: string,
  examination: Examination,
): void {
  const note = (what: string) =>
    examination.oddity({ kind: 'header-disagrees', member, what, offset: entry.headerOffset });
  if (local.name !== entry.name) note(`its own header calls it "${local.name}"`);
  if (local.method !== entry.method) note(`compression ${local.method} or ${entry.method}`);
  if ((local.flags ^ entry.flags) & READING_FLAGS) note(`flags ${local.flags} or ${entry.flags}`);
  if (entry.isFolder === true && entry.byteLength > 0) {
    note('it is marked as a folder');
    const why = `entry "${entry.name}" is marked as a folder, so that torch gives zeros for its bytes`;
    examination.integrity('damaged', why);
  }
  const differs = (there: number, here: number) =>
    there !== here && there !== SATURATED && !(there === 0 && (local.flags & SIZES_FOLLOW) !== 0);
  if (differs(local.storedBytes, entry.storedBytes)) {
    note(`${local.storedBytes} or ${entry.storedBytes} bytes`);
  } else if (differs(local.byteLength, entry.byteLength)) {
    note(`${local.byteLength} or ${entry.byteLength} bytes uncompressed`);
  }
  if (differs(local.crc32, entry.crc32)) note('two checksums');
  if (entry.method === STORED && entry.storedBytes !== entry.byteLength) {
    note(`${entry.storedBytes} bytes that are to become ${entry.byteLength}`);
  }
  if ((entry.flags & UNREADABLE_FLAGS) !== 0) note('it is marked as encrypted');
}

const SATURATED = 0xffff_ffff;
/** Encrypted, patched, strongly encrypted, masked. */
const UNREADABLE_FLAGS = 0x2061;
const READING_FLAGS = UNREADABLE_FLAGS;
