/** A sound archive as its parts, so that they can be changed and spelled out again. */
import { inflateRawSync } from 'node:zlib';
import type { EntryParts } from '../../test/support/zip.ts';
import { numberAt } from './fields.ts';

const END_RECORD_BYTES = 22;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;

/** None where the directory is not where archives of programs have it. */
export function zipParts(bytes: Uint8Array): EntryParts[] {
  const u16 = (offset: number) => numberAt(bytes, { offset, width: 2 });
  const u32 = (offset: number) => numberAt(bytes, { offset, width: 4 });
  const entries: EntryParts[] = [];
  let at = u32(bytes.length - END_RECORD_BYTES + 16);
  while (u32(at) === DIRECTORY_ENTRY && entries.length < 1_000) {
    const method = u16(at + 10);
    const nameBytes = u16(at + 28);
    const name = bytes.slice(at + DIRECTORY_ENTRY_BYTES, at + DIRECTORY_ENTRY_BYTES + nameBytes);
    const header = u32(at + 42);
    const start = header + LOCAL_HEADER_BYTES + u16(header + 26) + u16(header + 28);
    const stored = bytes.slice(start, start + u32(at + 20));
    const data = method === 8 ? inflated(stored) : stored;
    if (data !== undefined) entries.push({ name, data, method, flags: u16(at + 8) & ~8 });
    at += DIRECTORY_ENTRY_BYTES + nameBytes + u16(at + 30) + u16(at + 32);
  }
  return entries;
}

function inflated(stored: Uint8Array): Uint8Array | undefined {
  try {
    return new Uint8Array(inflateRawSync(stored, { maxOutputLength: 2 ** 20 }));
  } catch {
    return undefined;
  }
}

/** The name of an entry as a person reads it. */
export function nameOf({ name }: EntryParts): string {
  return typeof name === 'string' ? name : new TextDecoder('windows-1252').decode(name);
}
