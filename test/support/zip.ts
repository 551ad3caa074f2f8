import { crc32, deflateRawSync } from 'node:zlib';
import { concat, text, u16, u32, u64 } from './bytes.ts';

/** Zip archives spelled out, sound or not: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export interface EntryParts {
  readonly name: string | Uint8Array;
  /** Uncompressed. */
  readonly data: Uint8Array;
  /** 8 deflates the data; any other is only said. */
  readonly method?: number;
  /** What stands in the file instead of the data as the method has it. */
  readonly stored?: Uint8Array;
  /** In both headers, unless `localFlags` says otherwise. */
  readonly flags?: number;
  readonly localFlags?: number;
  readonly localName?: string;
  readonly localExtra?: Uint8Array;
  readonly extra?: Uint8Array;
  readonly comment?: string;
  /** Sizes of 0 before the data and a record of so many bytes behind it, as torch writes them. */
  readonly descriptor?: 16 | 24;
  /** What the directory says, where that is not so. */
  readonly says?: {
    readonly crc32?: number;
    readonly storedBytes?: number;
    readonly byteLength?: number;
    readonly headerOffset?: number;
  };
}

export interface ArchiveParts {
  readonly prefix?: Uint8Array;
  /** Between the entries and the directory. */
  readonly gap?: Uint8Array;
  readonly comment?: Uint8Array;
  readonly trailing?: Uint8Array;
  /** The 64-bit end record and its locator too; the other record is then saturated. */
  readonly zip64?: boolean;
  /** Where the locator says that the 64-bit record is. */
  readonly locatorSays?: number | bigint;
  /** What the end record says, where that is not so. */
  readonly says?: {
    readonly entryCount?: number;
    readonly directoryBytes?: number;
    readonly directoryStart?: number;
  };
}

export interface Archive {
  readonly bytes: Uint8Array;
  /** Of each entry: its header, its data, and what is behind it. */
  readonly places: readonly {
    readonly header: number;
    readonly start: number;
    readonly end: number;
  }[];
  readonly directoryStart: number;
  /** Where the first end record begins. */
  readonly directoryEnd: number;
  /** Where the last end record begins, of 22 bytes and the comment. */
  readonly endRecord: number;
}

const bytesOf = (name: string | Uint8Array) => (typeof name === 'string' ? text(name) : name);
const storedOf = ({ stored, method, data }: EntryParts) =>
  stored ?? (method === 8 ? new Uint8Array(deflateRawSync(data)) : data);

/** A zip64 extra field of these values. */
export function zip64Field(...values: readonly (number | bigint)[]): Uint8Array {
  return concat(u16(1), u16(8 * values.length), ...values.map(u64));
}

/** The field that torch pads with. */
export function padding(byteLength: number): Uint8Array {
  return concat(text('FB'), u16(byteLength), new Uint8Array(byteLength).fill(0x5a));
}

function localHeader(entry: EntryParts): Uint8Array {
  const { method = 0, flags = 0, localFlags = flags, localExtra = new Uint8Array(0) } = entry;
  const name = bytesOf(entry.localName ?? entry.name);
  const known = entry.descriptor === undefined;
  return concat(
    u32(0x04034b50),
    u16(20),
    u16(localFlags | (known ? 0 : 8)),
    u16(method),
    u32(0),
    u32(known ? crc32(entry.data) : 0),
    u32(known ? storedOf(entry).length : 0),
    u32(known ? entry.data.length : 0),
    u16(name.length),
    u16(localExtra.length),
    name,
    localExtra,
  );
}

function descriptor(entry: EntryParts): Uint8Array {
  const { descriptor: byteLength, data } = entry;
  if (byteLength === undefined) return new Uint8Array(0);
  const size = byteLength === 24 ? u64 : u32;
  return concat(u32(0x08074b50), u32(crc32(data)), size(storedOf(entry).length), size(data.length));
}

function directoryEntry(entry: EntryParts, headerOffset: number): Uint8Array {
  const { method = 0, flags = 0, extra = new Uint8Array(0), comment = '', says = {} } = entry;
  const name = bytesOf(entry.name);
  return concat(
    u32(0x02014b50),
    u16(0),
    u16(20),
    u16(flags | (entry.descriptor === undefined ? 0 : 8)),
    u16(method),
    u32(0),
    u32(says.crc32 ?? crc32(entry.data)),
    u32(says.storedBytes ?? storedOf(entry).length),
    u32(says.byteLength ?? entry.data.length),
    u16(name.length),
    u16(extra.length),
    u16(text(comment).length),
    new Uint8Array(8),
    u32(says.headerOffset ?? headerOffset),
    name,
    extra,
    text(comment),
  );
}

/** Offsets are absolute, as torch’s reader takes them, also behind a prefix. */
export function zipArchive(entries: readonly EntryParts[], parts: ArchiveParts = {}): Archive {
  const { prefix = new Uint8Array(0), comment = new Uint8Array(0), says = {} } = parts;
  const pieces = [prefix];
  let position = prefix.length;
  const put = (...added: readonly Uint8Array[]) => {
    pieces.push(...added);
    position += added.reduce((sum, { length }) => sum + length, 0);
  };
  const places = entries.map((entry) => {
    const header = position;
    put(localHeader(entry));
    const start = position;
    put(storedOf(entry));
    const end = position;
    put(descriptor(entry));
    return { header, start, end };
  });
  put(parts.gap ?? new Uint8Array(0));
  const directoryStart = position;
  for (const [index, entry] of entries.entries()) {
    put(directoryEntry(entry, places[index]?.header ?? 0));
  }
  const directoryEnd = position;
  const said = {
    entryCount: entries.length,
    directoryBytes: directoryEnd - directoryStart,
    directoryStart,
    ...says,
  };
  const { zip64 = false } = parts;
  if (zip64) {
    const { entryCount, directoryBytes } = said;
    put(u32(0x06064b50), u64(44), u32(0), new Uint8Array(8), u64(entryCount), u64(entryCount));
    put(u64(directoryBytes), u64(said.directoryStart));
    put(u32(0x07064b50), u32(0), u64(parts.locatorSays ?? directoryEnd), u32(1));
  }
  const endRecord = position;
  const count = u16(zip64 ? 0xffff : said.entryCount);
  put(u32(0x06054b50), u32(0), count, count);
  put(u32(zip64 ? 0xffff_ffff : said.directoryBytes));
  put(u32(zip64 ? 0xffff_ffff : said.directoryStart), u16(comment.length), comment);
  put(parts.trailing ?? new Uint8Array(0));
  return {
    bytes: new Uint8Array(Buffer.concat(pieces)),
    places,
    directoryStart,
    directoryEnd,
    endRecord,
  };
}

/** What torch writes: padded, with descriptors, and all three end records. */
export function torchArchive(records: Readonly<Record<string, Uint8Array>>): Archive {
  const entries = Object.entries(records).map(([name, data]): EntryParts => {
    const common = { name, data, flags: 0x800, localExtra: padding(7) };
    return data.length === 0 ? common : { ...common, descriptor: 16 };
  });
  return zipArchive(entries, { zip64: true });
}
