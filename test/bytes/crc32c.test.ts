import { describe, expect, it } from 'vitest';
import { maskedCrc32c } from '../../src/bytes/crc32c.ts';

/** Undoes the mask, so that published checksums can be compared. */
function crc32c(bytes: Uint8Array): string {
  const rotated = (maskedCrc32c(bytes) - 0xa282ead8) >>> 0;
  return (((rotated >>> 17) | (rotated << 15)) >>> 0).toString(16);
}

describe('maskedCrc32c', () => {
  it('gives the checksums of RFC 3720, appendix B.4', () => {
    const zeros = new Uint8Array(32);
    expect(crc32c(zeros)).toBe('8a9136aa');
    expect(crc32c(zeros.fill(0xff))).toBe('62a8ab43');
    expect(crc32c(zeros.map((_, index) => index))).toBe('46dd794e');
    expect(crc32c(zeros.map((_, index) => 31 - index))).toBe('113fdb5c');
  });

  it('gives the check value of its catalogue', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe('e3069283');
    expect(crc32c(new Uint8Array(0))).toBe('0');
  });
});
