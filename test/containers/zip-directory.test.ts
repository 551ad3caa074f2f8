import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { openZip } from '../../src/containers/zip.ts';
import { findDirectory } from '../../src/containers/zip-directory.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { concat, hex, text, u16, u32 } from '../support/bytes.ts';
import { refusal } from '../support/errors.ts';
import { logged } from '../support/sources.ts';
import { type ArchiveParts, zipArchive } from '../support/zip.ts';

const ENTRIES = [
  { name: 'm/a', data: text('one') },
  { name: 'm/b', data: text('two') },
];
const DIRECTORY_BYTES = 2 * (46 + 3);
const find = (bytes: Uint8Array) => findDirectory(memorySource('z', bytes));
const open = (bytes: Uint8Array) => openZip(memorySource('z', bytes), DEFAULT_LIMITS);
const archive = (parts: ArchiveParts = {}) => zipArchive(ENTRIES, parts);

describe('findDirectory', () => {
  const found: [what: string, parts: ArchiveParts, trailingBytes: number, displacement: number][] =
    [
      ['a plain archive', {}, 0, 0],
      ['all three end records', { zip64: true }, 0, 0],
      ['a comment', { comment: text('made by hand') }, 0, 0],
      ['the longest comment', { comment: new Uint8Array(65_535) }, 0, 0],
      ['the longest comment behind zip64', { comment: new Uint8Array(65_535), zip64: true }, 0, 0],
      ['bytes behind the end', { trailing: new Uint8Array(100) }, 100, 0],
      ['bytes behind a comment', { comment: text('ab'), trailing: text('cde') }, 3, 0],
      ['the most bytes behind the end', { trailing: new Uint8Array(65_535) }, 65_535, 0],
      ['bytes before, that the offsets count', { prefix: new Uint8Array(64) }, 0, 0],
      ['bytes between entries and directory', { gap: new Uint8Array(64) }, 0, 0],
      ['a locator that points nowhere', { zip64: true, locatorSays: 2n ** 40n }, 0, 0],
      ['a locator that points elsewhere', { zip64: true, locatorSays: 3 }, 0, 0],
      ['a signature that begins none', { trailing: text('PK\u0005') }, 3, 0],
    ];
  for (const [what, parts, trailingBytes, displacement] of found) {
    it(`finds it with ${what}`, async () => {
      const { bytes, directoryStart: start, directoryEnd: end } = archive(parts);

      expect(await find(bytes)).toEqual({ start, end, entryCount: 2, trailingBytes, displacement });
    });
  }

  it('finds it behind bytes that the offsets do not count, and says how many', async () => {
    for (const zip64 of [false, true]) {
      const { bytes, directoryStart, directoryEnd } = archive({ zip64 });
      const moved = concat(text('#!/bin/sh\n'), bytes);

      expect(await find(moved)).toMatchObject({
        start: directoryStart + 10,
        end: directoryEnd + 10,
        displacement: 10,
      });
    }
  });

  it('reads the first of two archives glued together, as torch does', async () => {
    const { bytes, directoryStart } = archive();
    const glued = concat(
      bytes,
      zipArchive(ENTRIES.map(({ name }) => ({ name, data: text('222') }))).bytes,
    );

    expect(await find(glued)).toMatchObject({
      start: directoryStart,
      displacement: bytes.length,
    });
  });

  it('goes by the end record that stands last, be it in a comment', async () => {
    const inner = zipArchive([{ name: 'inner', data: text('') }]);
    const { bytes } = zipArchive(ENTRIES, { comment: inner.bytes });
    const { entries, directory } = await open(bytes);

    expect(entries.map(({ name }) => name)).toEqual(['inner']);
    expect(directory.displacement).toBe(bytes.length - inner.bytes.length);
  });

  it('finds an archive of nothing', async () => {
    expect((await open(zipArchive([]).bytes)).entries).toEqual([]);
    expect((await open(zipArchive([], { zip64: true }).bytes)).entries).toEqual([]);
  });

  it('looks no further back than torch, and reads in two steps', async () => {
    const { bytes, directoryStart } = archive({
      trailing: new Uint8Array(1000),
      prefix: new Uint8Array(100_000),
    });
    const source = logged(memorySource('z', bytes));
    await findDirectory(source);

    expect(source.reads).toEqual([
      [bytes.length - 98, bytes.length],
      [bytes.length - 69_584 - 76, bytes.length],
      [directoryStart, directoryStart + 4],
    ]);
  });
});

it('a 64-bit record that is not where its locator says is looked for only where the other is full', async () => {
  const { bytes, endRecord, directoryStart } = zipArchive([{ name: 'm', data: hex('00') }], {
    zip64: true,
    locatorSays: 0,
  });
  expect((await findDirectory(memorySource('z', bytes))).start).toBe(directoryStart);
  // It says now that one entry is at 0, where torch looks for it.
  bytes.set(hex('01000100'), endRecord + 8);
  bytes.set(u32(46), endRecord + 12);
  bytes.set(u32(0), endRecord + 16);
  expect((await refusal(findDirectory(memorySource('z', bytes)))).finding).toContain(
    '46 bytes from 0',
  );
});

describe('a directory that is not what its end says', () => {
  const PAST = 2 ** 31;
  const cases: [what: string, says: ArchiveParts['says'], finding: string][] = [
    ['begins a little further on', { directoryStart: 77 }, `${DIRECTORY_BYTES} bytes from 77`],
    ['begins behind the end', { directoryStart: PAST }, `${DIRECTORY_BYTES} bytes from ${PAST}`],
    ['is longer than the file', { directoryBytes: PAST }, `${PAST} bytes from`],
    ['is too short for an entry', { directoryBytes: 3 }, '3 bytes from'],
  ];
  for (const zip64 of [false, true]) {
    for (const [what, says, finding] of cases) {
      it(`${what}${zip64 ? ', by the 64-bit record' : ''}`, async () => {
        const { bytes, endRecord } = archive({ zip64, ...(says && { says }) });
        const refused = await refusal(open(bytes));

        expect(refused).toMatchObject({
          error: 'MalformedError',
          kind: 'zip-directory',
          offset: endRecord,
        });
        expect(refused.finding).toContain(`is said to take ${finding}`);
      });
    }
  }

  it('has fewer entries than it counts', async () => {
    const { bytes, directoryEnd } = archive({ says: { entryCount: 3 } });

    expect(await refusal(open(bytes))).toMatchObject({
      error: 'MalformedError',
      kind: 'zip-directory',
      offset: directoryEnd,
      finding: 'the zip directory has no entry here, after 2 of 3',
    });
  });

  it('has a count no file could hold, which allocates nothing', async () => {
    const { bytes } = archive({ zip64: true, says: { entryCount: 4_000_000 } });

    expect(await refusal(open(bytes))).toMatchObject({
      kind: 'zip-directory',
      finding: 'the zip directory has no entry here, after 2 of 4000000',
    });
  });

  it('has more entries than it counts: those that are counted are read, as torch does', async () => {
    const { bytes } = archive({ says: { entryCount: 1 } });

    expect((await open(bytes)).entries.map(({ name }) => name)).toEqual(['m/a']);
  });

  it('has something else between two entries', async () => {
    const { bytes, directoryStart } = archive();
    bytes[directoryStart + 49] = 0x51;

    expect(await refusal(open(bytes))).toMatchObject({
      error: 'MalformedError',
      kind: 'zip-directory',
      offset: directoryStart + 49,
      finding: 'the zip directory has no entry here, after 1 of 2',
    });
  });

  it('has a name that goes on behind its end', async () => {
    const { bytes, directoryEnd } = archive();
    bytes.set(u16(0xffff), directoryEnd - 49 + 28);

    expect(await refusal(open(bytes))).toMatchObject({ error: 'TruncatedError' });
  });
});

describe('an archive without its end says why', () => {
  const { bytes, directoryStart, directoryEnd, endRecord } = archive({ zip64: true });
  const PART = 'is cut short';
  const cuts: [what: string, length: number, missing: string][] = [
    ['a byte off the end', bytes.length - 1, 'the last 1 bytes of its end record are missing'],
    ['most of the end record', endRecord + 4, 'the last 18 bytes of its end record are missing'],
    ['all but three bytes of it', endRecord + 3, 'the last 19 bytes of its end record are missing'],
    ['all but two', endRecord + 2, 'the end of its directory is missing'],
    ['all end records', directoryEnd, 'the end of its directory is missing'],
    ['half of the directory', directoryStart + 60, 'the end of its directory is missing'],
    ['the directory', directoryStart, 'its directory, which stands at the end, is missing'],
    ['all but one header', 30, 'its directory, which stands at the end, is missing'],
    ['all', 0, 'its directory, which stands at the end, is missing'],
  ];
  for (const [what, length, missing] of cuts) {
    it(`without ${what}`, async () => {
      const refused = await refusal(open(bytes.subarray(0, length)));

      expect(refused).toMatchObject({
        error: 'TruncatedError',
        kind: 'zip-truncated',
        offset: length,
      });
      expect(refused.finding).toBe(
        `the zip archive ${PART}: ${length} bytes are there, and ${missing}`,
      );
    });
  }

  it('refuses every cut, as truncated', async () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const { error, kind } = await refusal(open(bytes.subarray(0, length)));

      expect([length, error, kind]).toEqual([length, 'TruncatedError', 'zip-truncated']);
    }
  });

  it('says how much of the file is zeros, as a download that stopped leaves it', async () => {
    const zeroed = concat(bytes.subarray(0, directoryStart), new Uint8Array(600));

    expect((await refusal(open(zeroed))).finding).toBe(
      `the zip archive is cut short: ${zeroed.length} bytes are there (the last 600 bytes are ` +
        'zero), and its directory, which stands at the end, is missing',
    );
  });

  it('says where it ends where more follows than torch looks through', async () => {
    const plain = archive();
    const end = plain.bytes.length;

    expect(await refusal(open(concat(plain.bytes, new Uint8Array(69_563))))).toMatchObject({
      error: 'MalformedError',
      kind: 'zip-trailing',
      offset: plain.endRecord,
      data: { end },
      finding:
        `the zip archive ends at ${end}, and 69563 bytes follow; ` +
        'torch looks for the end in the last 69,584',
    });
  });

  it('searches no more than a megabyte for what is left', async () => {
    const source = logged(memorySource('z', new Uint8Array(3 * 2 ** 20)));

    expect(await refusal(findDirectory(source))).toMatchObject({ kind: 'zip-truncated' });
    expect(source.reads.at(-1)).toEqual([2 * 2 ** 20, 3 * 2 ** 20]);
  });

  it('is not fooled by what looks like an end in the data', async () => {
    const record = concat(u32(0x06054b50), hex('00'.repeat(16)));
    const { bytes: whole, directoryStart: start } = zipArchive([{ name: 'm', data: record }]);

    expect((await open(whole)).entries).toHaveLength(1);
    expect((await refusal(open(whole.subarray(0, start)))).kind).toBe('zip-truncated');
  });
});
