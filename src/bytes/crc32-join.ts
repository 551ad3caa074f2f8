/** Checksums of neighbors put together, so that each can be computed by someone else. */
const POLYNOMIAL = 0xedb88320;
/** x^0, the highest bit coming first. */
const ONE = 0x8000_0000;

/** The CRC-32 of `a` followed by `b`, of which the checksums and the length of `b` are known. */
export function joinedCrc32(a: number, b: number, byteLengthOfB: number): number {
  return (times(shift(byteLengthOfB), a) ^ b) >>> 0;
}

/** The product of two polynomials modulo that of the checksum. */
function times(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= factor;
    factor = factor & 1 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1;
  }
  return product;
}

/** x to the power of so many bytes of bits. */
function shift(byteLength: number): number {
  let result = ONE;
  let square = 0x0080_0000; // x^8
  for (let left = byteLength; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = times(square, result);
    square = times(square, square);
  }
  return result;
}
