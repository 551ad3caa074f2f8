import { concat, text } from './bytes.ts';

/** A tar entry spelled out: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html */
export interface TarParts {
  readonly name: string;
  readonly data?: Uint8Array;
  /** The header’s type: '0' for a file. */
  readonly type?: string;
  readonly prefix?: string;
  /** The size as it is written, where it is not that of the data. */
  readonly size?: string;
  /** The checksum as it is written, where it is not the right one. */
  readonly checksum?: string;
}

const BLOCK_BYTES = 512;

export function tarEntry(parts: TarParts): Uint8Array {
  const { name, data = new Uint8Array(0), type = '0', prefix = '' } = parts;
  const header = new Uint8Array(BLOCK_BYTES);
  const put = (offset: number, field: string) => header.set(text(field), offset);
  put(0, name);
  put(100, '0000644\0');
  put(124, parts.size ?? `${data.length.toString(8).padStart(11, '0')}\0`);
  put(136, '00000000000\0');
  put(156, type);
  put(257, 'ustar\x0000');
  put(345, prefix);
  put(148, ' '.repeat(8));
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, parts.checksum ?? `${sum.toString(8).padStart(6, '0')}\0 `);
  const paddingBytes = (BLOCK_BYTES - (data.length % BLOCK_BYTES)) % BLOCK_BYTES;
  return concat(header, data, new Uint8Array(paddingBytes));
}

/** An archive of them, with the two empty blocks at its end. */
export function tarBytes(...entries: readonly TarParts[]): Uint8Array {
  return concat(...entries.map(tarEntry), new Uint8Array(2 * BLOCK_BYTES));
}
