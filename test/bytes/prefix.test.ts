import { describe, expect, it } from 'vitest';
import type { Cursor } from '../../src/bytes/cursor.ts';
import { decodePrefix } from '../../src/bytes/prefix.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { MalformedError, TruncatedError } from '../../src/errors.ts';
import { refusal } from '../support/errors.ts';
import { failing, logged } from '../support/sources.ts';

const MEGABYTE = 2 ** 20;
const KIB_64 = 65_536;
const file = (byteLength: number) => logged(memorySource('f', new Uint8Array(byteLength)));
/** A header whose length only its last byte tells. */
const header = (byteLength: number) => (cursor: Cursor) => cursor.bytes(byteLength).byteLength;

describe('decodePrefix', () => {
  const budgets: [what: string, file: number, start: number, header: number, reads: number[][]][] =
    [
      ['1 kB in 1 MB', MEGABYTE, 0, 1000, [[0, KIB_64]]],
      ['1 kB in 2 kB', 2000, 0, 1000, [[0, 2000]]],
      ['exactly the first read', MEGABYTE, 0, KIB_64, [[0, KIB_64]]],
      ['exactly the file', 1000, 0, 1000, [[0, 1000]]],
      [
        '100 kB in 1 MB',
        MEGABYTE,
        0,
        100_000,
        [
          [0, KIB_64],
          [0, 2 * KIB_64],
        ],
      ],
      [
        '100 kB in 101 kB',
        101_000,
        0,
        100_000,
        [
          [0, KIB_64],
          [0, 101_000],
        ],
      ],
      ['1 kB behind 500', MEGABYTE, 500, 1000, [[500, 500 + KIB_64]]],
      [
        '100 kB behind 500',
        MEGABYTE,
        500,
        100_000,
        [
          [500, 500 + KIB_64],
          [500, 500 + 2 * KIB_64],
        ],
      ],
    ];
  for (const [what, byteLength, start, headerBytes, reads] of budgets) {
    it(`reads ${JSON.stringify(reads)} for ${what}`, async () => {
      const source = file(byteLength);

      expect(await decodePrefix(source, start, MEGABYTE, header(headerBytes))).toBe(headerBytes);
      expect(source.reads).toEqual(reads);
    });
  }

  it('begins with as much as it is told to', async () => {
    const source = file(MEGABYTE);
    await decodePrefix(source, 0, MEGABYTE, header(1000), 400);

    expect(source.reads).toEqual([
      [0, 400],
      [0, 800],
      [0, 1600],
    ]);
  });

  it('gives `decode` absolute offsets', async () => {
    const place = await decodePrefix(file(1000), 300, 100, (cursor) => {
      cursor.u8();
      return cursor.place;
    });

    expect(place).toEqual({ file: 'f', offset: 301 });
  });

  it('stops at the limit, which may be just enough', async () => {
    const source = file(MEGABYTE);

    expect(await decodePrefix(source, 10, 70_000, header(70_000))).toBe(70_000);
    expect(await refusal(decodePrefix(source, 10, 70_000, header(70_001)))).toMatchObject({
      error: 'LimitError',
      kind: 'limit',
      offset: 10,
      finding: 'a header goes on after 70000 bytes, the most that is read',
      cause: expect.any(TruncatedError),
    });
    expect(source.reads.slice(2)).toEqual([
      [10, 10 + KIB_64],
      [10, 70_010],
    ]);
  });

  it('blames the file, not the limit, where the file ends first', async () => {
    expect(await refusal(decodePrefix(file(1000), 10, 990, header(991)))).toMatchObject({
      error: 'TruncatedError',
      offset: 10,
      finding: '991 bytes are wanted, 990 left',
    });
    expect(await refusal(decodePrefix(file(1000), 1001, 990, header(1)))).toMatchObject({
      error: 'TruncatedError',
    });
  });

  it('passes on what is no truncation, at once', async () => {
    const source = file(MEGABYTE);
    const fault = new MalformedError('no header', { file: 'f', offset: 0 });
    const decode = () => {
      throw fault;
    };

    await expect(decodePrefix(source, 0, MEGABYTE, decode)).rejects.toBe(fault);
    expect(source.reads).toHaveLength(1);
  });

  it('passes on a fault of the source, in whichever read', async () => {
    for (const read of [1, 2]) {
      const source = failing('f', new Uint8Array(MEGABYTE), read);

      expect(await refusal(decodePrefix(source, 0, MEGABYTE, header(100_000)))).toMatchObject({
        error: 'SourceError',
        finding: 'an injected fault',
      });
      expect(source.count()).toBe(read);
    }
  });
});
