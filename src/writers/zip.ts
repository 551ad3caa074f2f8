/**
 * Writes zip archives as torch’s library does: entries are stored, begin at multiples of the alignment
 * and have their checksum behind them, so that they can be written as they come; the records for more
 * than 4 GiB are always there. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { Checksum } from '../bytes/crc32.ts';
import { joinedCrc32 } from '../bytes/crc32-join.ts';
import {
  bytesDraft,
  type Chunks,
  type Draft,
  type Part,
  partsOf,
  type RunningSum,
} from './draft.ts';

export interface ZipEntryDraft extends Draft {
  readonly name: string;
}

export interface ZipOptions {
  readonly crc32: Checksum;
  /** A power of two. */
  readonly alignment: number;
  /** As DOS has it; torch writes none, which is no date that DOS has. */
  readonly date?: number;
}

const HAS_DESCRIPTOR = 0x0008;
const UTF8_NAME = 0x0800;
const LARGEST = 0xffffffff;
const LOCAL_HEADER_BYTES = 30;
const ZIP64 = 1;
/** The id of torch’s field that fills up to the alignment, and the byte it is filled with. */
const PADDING = 0x4246;
const PADDING_BYTE = 0x5a;

interface Placed {
  readonly entry: ZipEntryDraft;
  readonly name: Uint8Array;
  readonly offset: number;
  readonly header: Uint8Array;
  readonly isLarge: boolean;
  readonly hasDescriptor: boolean;
}

/** An archive of `entries`, whose names must be unlike. */
export function zipDraft(entries: readonly ZipEntryDraft[], options: ZipOptions): Draft {
  const placed: Placed[] = [];
  let offset = 0;
  for (const entry of entries) {
    const place = placedAt(entry, offset, options);
    placed.push(place);
    offset += place.header.byteLength + entry.byteLength + descriptorBytes(place);
  }
  const directoryStart = offset;
  const directoryBytes = (sums: readonly number[]) =>
    directory(placed, sums, directoryStart, options);
  const { byteLength } = directoryBytes([]);
  const parts = () => partsOfArchive(placed, options, { byteLength, bytes: directoryBytes });
  return {
    byteLength: directoryStart + byteLength,
    async *chunks() {
      for (const part of parts()) yield* part.chunks();
    },
    parts,
  };
}

interface DirectoryDraft {
  readonly byteLength: number;
  readonly bytes: (sums: readonly number[]) => Uint8Array;
}

function partsOfArchive(
  placed: readonly Placed[],
  { crc32 }: ZipOptions,
  { byteLength, bytes }: DirectoryDraft,
): Part[] {
  const sums = placed.map(() => 0);
  const parts: Part[] = [];
  for (const [index, place] of placed.entries()) {
    parts.push(bytesDraft(place.header));
    const sum: RunningSum = {
      add(some) {
        sums[index] = crc32(some, sums[index]);
      },
      join(other, length) {
        sums[index] = joinedCrc32(sums[index] ?? 0, other, length);
      },
    };
    for (const part of partsOf(place.entry)) parts.push(summed(part, sum));
    if (place.hasDescriptor) {
      parts.push(late(descriptorBytes(place), () => descriptor(place, sums[index] ?? 0)));
    }
  }
  parts.push(late(byteLength, () => bytes(sums)));
  return parts;
}

function summed(part: Part, sum: RunningSum): Part {
  return {
    ...part,
    sum,
    async *chunks() {
      for await (const chunk of part.chunks()) {
        sum.add(chunk);
        yield chunk;
      }
    },
  };
}

/** Bytes that are known only when what is before them was written. */
function late(byteLength: number, bytes: () => Uint8Array): Part {
  return {
    byteLength,
    async *chunks(): Chunks {
      yield bytes();
    },
  };
}

function placedAt(
  entry: ZipEntryDraft,
  offset: number,
  { alignment, date = 0 }: ZipOptions,
): Placed {
  const name = new TextEncoder().encode(entry.name);
  const isLarge = entry.byteLength >= LARGEST || offset >= LARGEST;
  const hasDescriptor = entry.byteLength > 0;
  const before = LOCAL_HEADER_BYTES + name.byteLength + (isLarge ? 20 : 0) + 4;
  const padding = (alignment - ((offset + before) % alignment)) % alignment;
  const header = new ByteWriter()
    .u32(0x04034b50)
    .u16(isLarge ? 45 : 0)
    .u16(flags(hasDescriptor))
    .u16(0)
    .u16(0)
    .u16(date)
    .u32(0)
    .u32(isLarge ? LARGEST : 0)
    .u32(isLarge ? LARGEST : 0)
    .u16(name.byteLength)
    .u16((isLarge ? 20 : 0) + 4 + padding)
    .bytes(name);
  // What the sizes are is known only behind the data.
  if (isLarge) header.u16(ZIP64).u16(16).u64(0).u64(0);
  header.u16(PADDING).u16(padding).fill(PADDING_BYTE, padding);
  return { entry, name, offset, header: header.written(), isLarge, hasDescriptor };
}

function flags(hasDescriptor: boolean): number {
  return UTF8_NAME | (hasDescriptor ? HAS_DESCRIPTOR : 0);
}

function descriptorBytes({ hasDescriptor, isLarge }: Placed): number {
  if (!hasDescriptor) return 0;
  return isLarge ? 24 : 16;
}

function descriptor({ entry, isLarge }: Placed, sum: number): Uint8Array {
  const { byteLength } = entry;
  const writer = new ByteWriter().u32(0x08074b50).u32(sum);
  if (isLarge) return writer.u64(byteLength).u64(byteLength).written();
  return writer.u32(byteLength).u32(byteLength).written();
}

function directory(
  placed: readonly Placed[],
  sums: readonly number[],
  start: number,
  { date = 0 }: ZipOptions,
): Uint8Array {
  const writer = new ByteWriter();
  for (const [index, place] of placed.entries()) addEntry(writer, place, sums[index] ?? 0, date);
  const size = writer.byteLength;
  const count = placed.length;
  writer
    .u32(0x06064b50)
    .u64(44)
    .u16(0x031e)
    .u16(45)
    .u32(0)
    .u32(0)
    .u64(count)
    .u64(count)
    .u64(size)
    .u64(start);
  writer
    .u32(0x07064b50)
    .u32(0)
    .u64(start + size)
    .u32(1);
  writer
    .u32(0x06054b50)
    .u16(0)
    .u16(0)
    .u16(Math.min(count, 0xffff))
    .u16(Math.min(count, 0xffff))
    .u32(Math.min(size, LARGEST))
    .u32(Math.min(start, LARGEST))
    .u16(0);
  return writer.written();
}

function addEntry(writer: ByteWriter, place: Placed, sum: number, date: number): void {
  const { entry, name, offset, isLarge, hasDescriptor } = place;
  const { byteLength } = entry;
  const isLong = byteLength >= LARGEST;
  const isFar = offset >= LARGEST;
  const extra = (isLong ? 16 : 0) + (isFar ? 8 : 0);
  writer
    .u32(0x02014b50)
    .u16(isLarge ? 45 : 0)
    .u16(isLarge ? 45 : 0)
    .u16(flags(hasDescriptor))
    .u16(0)
    .u16(0)
    .u16(date)
    .u32(sum)
    .u32(isLong ? LARGEST : byteLength)
    .u32(isLong ? LARGEST : byteLength)
    .u16(name.byteLength)
    .u16(extra === 0 ? 0 : 4 + extra)
    .u16(0)
    .u16(0)
    .u16(0)
    .u32(0)
    .u32(isFar ? LARGEST : offset)
    .bytes(name);
  if (extra > 0) writer.u16(ZIP64).u16(extra);
  if (isLong) writer.u64(byteLength).u64(byteLength);
  if (isFar) writer.u64(offset);
}
