/** CRC-32 as zip has it: https://www.w3.org/TR/png-3/#D-CRCAppendix, polynomial 0xEDB88320. */
const TABLE = new Int32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  TABLE[byte] = value;
}

/** The checksum of `bytes`, or of what `earlier` is the checksum of followed by `bytes`. */
export function crc32(bytes: Uint8Array, earlier = 0): number {
  const { length } = bytes;
  let crc = ~earlier;
  for (let index = 0; index < length; index += 1) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[index] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

/** What computes CRC-32 checksums; a host may have a faster one. */
export type Checksum = (bytes: Uint8Array, earlier?: number) => number;
