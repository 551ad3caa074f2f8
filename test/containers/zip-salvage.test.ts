import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { openZip, salvagedZip } from '../../src/containers/zip.ts';
import { type EntrySize, salvagedEntries } from '../../src/containers/zip-salvage.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { concat, hex, text, u32 } from '../support/bytes.ts';
import { refusal } from '../support/errors.ts';
import { failing, logged } from '../support/sources.ts';
import { type EntryParts, padding, torchArchive, zip64Field, zipArchive } from '../support/zip.ts';

const unknown: EntrySize = async () => undefined;
const salvage = (bytes: Uint8Array, sizeOf = unknown) =>
  salvagedEntries(memorySource('z', bytes), sizeOf);

/** Names and sizes of the entries that are left. */
async function left(bytes: Uint8Array, sizeOf = unknown): Promise<[string, number][]> {
  return (await salvage(bytes, sizeOf)).map(({ name, byteLength }) => [name, byteLength]);
}

/** The archive without its directory. */
const headless = (...entries: readonly EntryParts[]) => {
  const { bytes, directoryStart } = zipArchive(entries);
  return bytes.subarray(0, directoryStart);
};

const RECORDS = {
  'm/data.pkl': text('a pickle.'),
  'm/empty': new Uint8Array(0),
  'm/data/0': new Uint8Array(300).fill(7),
  'm/version': text('3\n'),
};
const SIZES: [string, number][] = [
  ['m/data.pkl', 9],
  ['m/empty', 0],
  ['m/data/0', 300],
  ['m/version', 2],
];

describe('salvagedEntries', () => {
  const { bytes, directoryStart, places } = torchArchive(RECORDS);

  it('finds the very entries that the directory names', async () => {
    const archive = await openZip(memorySource('z', bytes), DEFAULT_LIMITS);

    expect(await salvage(bytes)).toEqual(archive.entries);
    expect(await salvage(bytes.subarray(0, directoryStart))).toEqual(archive.entries);
    expect(await left(bytes)).toEqual(SIZES);
  });

  it('finds as many as are whole, wherever the file was cut', async () => {
    for (let length = 0; length <= directoryStart; length += 1) {
      const whole = places.filter(({ end, start }) => end + (end > start ? 16 : 0) <= length);

      expect(await left(bytes.subarray(0, length))).toEqual(SIZES.slice(0, whole.length));
    }
  });

  it('makes an archive whose entries can be read', async () => {
    const source = memorySource('z', bytes.subarray(0, (places[3]?.header ?? 0) + 20));
    const archive = salvagedZip(source, await salvagedEntries(source, unknown));

    expect(archive.directory).toEqual({
      start: source.byteLength,
      end: source.byteLength,
      entryCount: 3,
      trailingBytes: 0,
      displacement: 0,
      isSalvaged: true,
    });
    const [, , data] = archive.entries;
    expect(data).toMatchObject({ name: 'm/data/0', crc32: crc32(RECORDS['m/data/0']) });
    expect(data && (await archive.open(data).read(0, 300))).toEqual(RECORDS['m/data/0']);
  });

  it('asks for sizes by name and place, and then searches for nothing', async () => {
    const asked: [string, number][] = [];
    const source = logged(memorySource('z', bytes.subarray(0, directoryStart)));
    await salvagedEntries(source, async (name, dataStart) => {
      asked.push([name, dataStart]);
      return new Map(SIZES).get(name);
    });

    expect(asked).toEqual(
      ['m/data.pkl', 'm/data/0', 'm/version'].map((name) => [
        name,
        places[SIZES.findIndex(([each]) => each === name)]?.start,
      ]),
    );
    const mostRead = Math.max(...source.reads.map(([start, end]) => end - start));
    expect(mostRead).toBeLessThan(40);
  });

  it('believes the size it is told where no record follows, up to the end of the file', async () => {
    const data = new Uint8Array(64);
    const noRecord = concat(
      headless({ name: 'a', data, localFlags: 8 }),
      headless({ name: 'b', data }),
    );

    expect(await left(noRecord, async () => 64)).toEqual([
      ['a', 64],
      ['b', 64],
    ]);
    expect(await left(noRecord, async () => 65)).toEqual([['a', 65]]);
    expect(await left(noRecord, async () => noRecord.length)).toEqual([]);
    expect(await left(noRecord)).toEqual([]);
  });

  const whole: [what: string, entries: EntryParts[], sizes: [string, number][]][] = [
    [
      'sizes before the data',
      [
        { name: 'a', data: text('abc') },
        { name: 'b', data: text('abc'.repeat(90)), method: 8 },
      ],
      [
        ['a', 3],
        ['b', 270],
      ],
    ],
    [
      'deflated data of unknown length',
      [{ name: 'a', data: text('abc'.repeat(90)), method: 8, descriptor: 16 }],
      [['a', 270]],
    ],
    [
      '64-bit records behind the data',
      [{ name: 'a', data: text('abc'), localExtra: zip64Field(3, 0), descriptor: 24 }],
      [['a', 3]],
    ],
    [
      'data that look like such a record, and are none: the size is not the distance',
      [
        {
          name: 'a',
          data: concat(text('x'), u32(0x08074b50), hex('00'.repeat(12)), text('PPK\u0007PK')),
          descriptor: 16,
        },
      ],
      [['a', 23]],
    ],
    ['names that are no UTF-8', [{ name: hex('6d e9'), data: text('') }], [['mé', 0]]],
  ];
  for (const [what, entries, sizes] of whole) {
    it(`reads ${what}`, async () => {
      expect(await left(headless(...entries))).toEqual(sizes);
    });
  }

  it('finds a record that lies across two of the pieces it searches', async () => {
    for (const before of [-17, -3, -2, -1, 0, 1]) {
      const data = new Uint8Array(2 ** 20 + before);
      const bytes = headless({ name: 'a', data, descriptor: 16 }, { name: 'b', data: text('') });

      expect(await left(bytes)).toEqual([
        ['a', data.length],
        ['b', 0],
      ]);
    }
  });

  it('stops at the first entry that is not whole', async () => {
    const sound = { name: 'a', data: text('abc'), localExtra: padding(3) };
    const strange = headless(sound, { ...sound, method: 12 }, sound);

    expect(await left(strange)).toEqual([['a', 3]]);
    const tooLong = headless(sound, sound);
    tooLong.set(u32(0xffff_0000), tooLong.length / 2 + 18);
    expect(await left(tooLong)).toEqual([['a', 3]]);
    expect(await left(concat(headless(sound), text('rest'.repeat(20))))).toEqual([['a', 3]]);
  });

  it('finds nothing in nothing', async () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(100), text('PK\u0003\u0004')])
      expect(await left(bytes)).toEqual([]);
  });

  it('passes on every fault of the source', async () => {
    const sound = failing('z', bytes, 0);
    await salvagedEntries(sound, unknown);
    for (let read = 1; read <= sound.count(); read += 1) {
      const attempt = salvagedEntries(failing('z', bytes, read), unknown);

      expect((await refusal(attempt)).error).toBe('SourceError');
    }
  });
});
