/**
 * Tar archives: a header of 512 bytes, the bytes of the entry padded to 512, and so on.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
import { type ByteSource, windowOf } from '../bytes/source.ts';
import { latin1Text, utf8Text } from '../bytes/text.ts';
import { MalformedError, TruncatedError } from '../errors.ts';

const BLOCK_BYTES = 512;
const SIGNATURE = 'ustar';
const SIGNATURE_OFFSET = 257;
/** More than any program writes for an archive of four files. */
const MOST_ENTRIES = 10_000;

export function hasTarSignature(head: Uint8Array): boolean {
  // Asked of every entry of an archive of a million.
  if (head[SIGNATURE_OFFSET] !== SIGNATURE.charCodeAt(0)) return false;
  return latin1Text(head.subarray(SIGNATURE_OFFSET, SIGNATURE_OFFSET + 5)) === SIGNATURE;
}

/** The name in the first header. */
export function firstTarName(head: Uint8Array): string {
  return fieldText(head, 0, 100);
}

export interface TarEntry {
  readonly name: string;
  /** `0` a file, `1` and `2` links, `5` a folder, and others. */
  readonly type: string;
  /** Where a link leads. */
  readonly target: string;
  readonly source: ByteSource;
}

/** Its regular files by name; of files with one name, the last, as tar programs extract them. */
export async function openTar(source: ByteSource): Promise<ReadonlyMap<string, ByteSource>> {
  const entries = new Map<string, ByteSource>();
  for await (const entry of tarEntries(source)) {
    // Links, folders and the extended headers that some programs put before an entry are passed.
    if (isRegular(entry)) entries.set(entry.name, entry.source);
  }
  return entries;
}

export function isRegular({ type }: TarEntry): boolean {
  return type === '0' || type === '\0' || type === '';
}

/** All entries, in order. Throws where the archive breaks. */
export async function* tarEntries(source: ByteSource): AsyncGenerator<TarEntry, void, undefined> {
  let position = 0;
  for (let count = 0; position + BLOCK_BYTES <= source.byteLength; count += 1) {
    const place = { file: source.name, offset: position };
    const header = await source.read(position, position + BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) break;
    if (count >= MOST_ENTRIES) {
      throw new MalformedError(`more than ${MOST_ENTRIES} tar entries`, place, {
        kind: 'tar-header',
      });
    }
    const { name, type, byteLength } = headerFields(header, source.name, position);
    const start = position + BLOCK_BYTES;
    const end = start + byteLength;
    if (end > source.byteLength) {
      throw new TruncatedError(
        `tar entry "${name}" ends at ${end}, and the file at ${source.byteLength}`,
        place,
        { kind: 'tar-truncated' },
      );
    }
    const target = fieldText(header, 157, 100);
    yield { name, type, target, source: windowOf(source, start, end) };
    position = start + Math.ceil(byteLength / BLOCK_BYTES) * BLOCK_BYTES;
  }
}

function headerFields(header: Uint8Array, file: string, offset: number) {
  const sum = header.reduce((total, byte, index) => {
    const inChecksum = index >= 148 && index < 156;
    return total + (inChecksum ? 0x20 : byte);
  }, 0);
  if (octal(header, 148, 8) !== sum) {
    throw new MalformedError(
      'the checksum of a tar header is wrong',
      { file, offset },
      {
        kind: 'tar-header',
      },
    );
  }
  const byteLength = octal(header, 124, 12);
  if (byteLength === undefined) {
    throw new MalformedError('a tar header has no size', { file, offset }, { kind: 'tar-header' });
  }
  const prefix = fieldText(header, 345, 155);
  const name = fieldText(header, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: latin1Text(header.subarray(156, 157)),
    byteLength,
  };
}

function fieldText(header: Uint8Array, start: number, byteLength: number): string {
  const field = header.subarray(start, start + byteLength);
  const end = field.indexOf(0);
  const bytes = end < 0 ? field : field.subarray(0, end);
  return utf8Text(bytes) ?? latin1Text(bytes);
}

function octal(header: Uint8Array, start: number, byteLength: number): number | undefined {
  const text = latin1Text(header.subarray(start, start + byteLength)).replace(/[\0 ]+$/, '');
  return /^ *[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}
