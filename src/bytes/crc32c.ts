/** CRC-32C: https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4, polynomial 0x82F63B78 reflected. */
const TABLE = new Int32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  TABLE[byte] = value;
}

function crc32c(bytes: Uint8Array): number {
  const { length } = bytes;
  let crc = -1;
  for (let index = 0; index < length; index += 1) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[index] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

/**
 * As TensorFlow stores it, so that a checksum of data with checksums in it is still a good one:
 * https://github.com/tensorflow/tensorflow/blob/v2.18.0/tensorflow/core/lib/hash/crc32c.h
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
