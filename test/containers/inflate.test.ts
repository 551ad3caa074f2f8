import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { inflating } from '../../src/containers/inflate.ts';
import { concat, hex, text } from '../support/bytes.ts';
import { refusal } from '../support/errors.ts';
import { failing, logged } from '../support/sources.ts';

const deflated = (bytes: Uint8Array) => new Uint8Array(deflateRawSync(bytes));
const inflated = (bytes: Uint8Array, byteLength = bytes.length) =>
  inflating(memorySource('z', deflated(bytes)), byteLength);

/** Compares much faster than `toEqual` does. */
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** Bytes that hardly compress, the same each time. */
function noise(byteLength: number): Uint8Array {
  let state = 1;
  return new Uint8Array(byteLength).map(() => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
}

describe('inflating', () => {
  it('reads what Python deflates', async () => {
    // c = zlib.compressobj(wbits=-15); c.compress(b'x' * 40) + c.flush()
    const source = inflating(memorySource('z', hex('ab a8 20 0e 00 00')), 40);

    expect(source).toMatchObject({ name: 'z', byteLength: 40 });
    expect(await source.read(0, 40)).toEqual(text('x'.repeat(40)));
  });

  it('goes on where the last read ended, over the compressed bytes but once', async () => {
    const bytes = noise(1_000_000);
    const compressed = logged(memorySource('z', deflated(bytes)));
    const source = inflating(compressed, bytes.length);
    for (let start = 0; start < bytes.length; start += 100_000) {
      const read = await source.read(start, start + 99_000);
      expect(isSame(read, bytes.subarray(start, start + 99_000))).toBe(true);
    }

    expect(compressed.reads[0]).toEqual([0, 262_144]);
    expect(compressed.reads.reduce((sum, [start, end]) => sum + end - start, 0)).toBe(
      compressed.byteLength,
    );
  });

  it('starts over to read further back', async () => {
    const bytes = noise(300_000);
    const source = inflated(bytes);

    for (const [start, end] of [
      [200_000, 200_010],
      [0, 10],
      [299_990, 300_000],
      [10, 300_000],
      [5, 6],
    ] as const) {
      expect(isSame(await source.read(start, end), bytes.subarray(start, end))).toBe(true);
    }
  });

  it('gives any range in any order, also asked for at once', async () => {
    const bytes = noise(2000);
    const range = fc.tuple(fc.nat(2000), fc.nat(2000)).map((cuts) => cuts.sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(fc.array(range, { maxLength: 5 }), async (ranges) => {
        const source = inflated(bytes);
        const read = await Promise.all(
          ranges.map(([start = 0, end = 0]) => source.read(start, end)),
        );

        expect(read).toEqual(ranges.map(([start, end]) => bytes.subarray(start, end)));
      }),
      { numRuns: 30 },
    );
  });

  it('reads little of a long entry for its beginning', async () => {
    const compressed = logged(memorySource('z', deflated(noise(8_000_000))));
    await inflating(compressed, 8_000_000).read(0, 100);

    expect(compressed.byteLength).toBeGreaterThan(7_000_000);
    expect(compressed.reads).toEqual([[0, 262_144]]);
  });

  it('reads the beginning of a bomb', async () => {
    const bomb = deflated(new Uint8Array(50_000_000));
    const source = inflating(memorySource('z', bomb), 50_000_000);

    expect(bomb.length).toBeLessThan(50_000);
    expect(await source.read(0, 5)).toEqual(new Uint8Array(5));
  });

  it('reads nothing for nothing', async () => {
    const compressed = logged(memorySource('z', deflated(text('abc'))));
    const source = inflating(compressed, 3);

    expect(await source.read(1, 1)).toEqual(new Uint8Array(0));
    expect(compressed.reads).toEqual([]);
    expect(await refusal(source.read(0, 4))).toMatchObject({ error: 'TruncatedError', offset: 0 });
  });

  it('reads as much as is said to be there, and no more', async () => {
    expect(await inflated(text('0123456789'), 4).read(0, 4)).toEqual(text('0123'));
  });
});

describe('bytes that do not inflate', () => {
  const bytes = noise(5000);
  const packed = deflated(bytes);

  it('are too few', async () => {
    expect(await refusal(inflated(bytes, 5001).read(0, 5001))).toMatchObject({
      error: 'MalformedError',
      kind: 'deflate',
      finding: 'the compressed bytes inflate to 5000, less than they should',
    });
  });

  it('claim a size that no memory holds: nothing is allocated for it', async () => {
    const source = inflated(bytes, 2 ** 45);

    expect(await refusal(source.read(0, 2 ** 45))).toMatchObject({ kind: 'deflate' });
    expect(await refusal(source.read(2 ** 44, 2 ** 44 + 1))).toMatchObject({ kind: 'deflate' });
  });

  it('are cut short', async () => {
    for (const length of [0, 1, 100, packed.length - 1]) {
      const source = inflating(memorySource('z', packed.subarray(0, length)), 5000);

      expect(await refusal(source.read(0, 5000))).toMatchObject({
        error: 'MalformedError',
        kind: 'deflate',
      });
    }
  });

  it('are something else', async () => {
    // A block of type 3, which there is not; a stored block whose length and its complement differ
    for (const wrong of [
      hex('07 ff ff'),
      hex('01 05 00 00 00 61 62'),
      text('not deflated at all'),
    ]) {
      expect(await refusal(inflating(memorySource('z', wrong), 5).read(0, 5))).toMatchObject({
        error: 'MalformedError',
        kind: 'deflate',
        finding: 'the compressed bytes do not inflate',
        cause: expect.any(Error),
      });
    }
  });

  it('end too early: what is before can be read, and read again', async () => {
    const long = noise(2_000_000);
    const source = inflating(memorySource('z', deflated(long).subarray(0, -1000)), long.length);

    expect(await source.read(0, 1000)).toEqual(long.subarray(0, 1000));
    expect((await refusal(source.read(0, long.length))).kind).toBe('deflate');
    expect(await source.read(0, 1000)).toEqual(long.subarray(0, 1000));
  });

  it('could not be had: the fault of the source passes through as it is, and may pass', async () => {
    for (const read of [1, 2, 3]) {
      const long = noise(700_000);
      const source = inflating(failing('z', deflated(long), read), long.length);

      expect(await refusal(source.read(0, long.length))).toMatchObject({
        error: 'SourceError',
        finding: 'an injected fault',
        offset: (read - 1) * 262_144,
      });
      expect(isSame(await source.read(0, long.length), long)).toBe(true);
    }
  });

  it('leave other reads alone', async () => {
    const source = inflating(memorySource('z', concat(packed.subarray(0, -9), hex('ff'))), 5000);
    const [first, last, again] = await Promise.allSettled([
      source.read(0, 10),
      source.read(4990, 5000),
      source.read(10, 20),
    ]);

    expect([first?.status, last?.status, again?.status]).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });
});
