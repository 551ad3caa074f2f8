import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/bytes/crc32.ts';
import { concat, text } from '../support/bytes.ts';

describe('crc32', () => {
  it('gives the check value of the CRC catalogues', () => {
    // zlib.crc32(b'123456789')
    expect(crc32(text('123456789'))).toBe(0xcbf4_3926);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });

  it('agrees with zlib, whole and piece by piece', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array(), (head, tail) => {
        const whole = concat(head, tail);

        expect(crc32(whole)).toBe(zlibCrc32(whole));
        expect(crc32(tail, crc32(head))).toBe(zlibCrc32(whole));
      }),
    );
  });
});
