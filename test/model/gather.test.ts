import { expect, it } from 'vitest';
import type { ByteSource } from '../../src/bytes/source.ts';
import { gathered } from '../../src/model/gather.ts';

it('reads some megabytes at once of a large transposed matrix, and gives it in pieces', async () => {
  const size = 1500;
  const words = Uint32Array.from({ length: size * size }, (_, index) => index);
  const all = new Uint8Array(words.buffer);
  let most = 0;
  const source: ByteSource = {
    name: 'm',
    byteLength: all.byteLength,
    read: async (start, end) => {
      most = Math.max(most, end - start);
      return all.subarray(start, end);
    },
  };
  const pieces: Uint8Array[] = [];
  for await (const piece of gathered(source, 0, [size, size], [1, size], 4)) pieces.push(piece);
  const wanted = Uint32Array.from(
    words,
    (_, index) => (index % size) * size + Math.floor(index / size),
  );
  expect(Buffer.compare(Buffer.concat(pieces), new Uint8Array(wanted.buffer))).toBe(0);
  expect(most).toBeLessThanOrEqual(2 ** 22);
  expect(Math.max(...pieces.map(({ byteLength }) => byteLength))).toBeLessThanOrEqual(2 ** 20);
});
