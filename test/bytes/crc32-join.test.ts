import { crc32 as reference } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { joinedCrc32 } from '../../src/bytes/crc32-join.ts';

it('joins the checksums of neighbors', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array({ maxLength: 3000 }), (a, b) => {
      const whole = new Uint8Array([...a, ...b]);
      expect(joinedCrc32(reference(a), reference(b), b.length)).toBe(reference(whole));
    }),
  );
});

it('of lengths beyond 32 bits', () => {
  // Zeros, doubled up to 2^34 of them, and then in front of and behind one byte more.
  let zeros = reference(new Uint8Array(1));
  for (let byteLength = 1; byteLength < 2 ** 34; byteLength *= 2) {
    zeros = joinedCrc32(zeros, zeros, byteLength);
  }
  const one = reference(new Uint8Array(1));
  expect(joinedCrc32(one, zeros, 2 ** 34)).toBe(joinedCrc32(zeros, one, 1));
});
