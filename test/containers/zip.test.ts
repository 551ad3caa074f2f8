import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { hasZipSignature, openZip, type ZipArchive } from '../../src/containers/zip.ts';
import type { ZipEntry } from '../../src/containers/zip-entry.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { concat, hex, text, u16, u32 } from '../support/bytes.ts';
import { refusal } from '../support/errors.ts';
import { failing, logged } from '../support/sources.ts';
import { type EntryParts, padding, torchArchive, zip64Field, zipArchive } from '../support/zip.ts';

const open = (bytes: Uint8Array) => openZip(memorySource('z', bytes), DEFAULT_LIMITS);
const archiveOf = (...entries: readonly EntryParts[]) => open(zipArchive(entries).bytes);

function entry(archive: ZipArchive, index = 0): ZipEntry {
  const found = archive.entries[index];
  if (found === undefined) throw new Error(`there is no entry ${index}`);
  return found;
}

/** All bytes of an entry. */
function bytesOf(archive: ZipArchive, index = 0): Promise<Uint8Array> {
  const source = archive.open(entry(archive, index));
  return source.read(0, source.byteLength);
}

/**
 * b = io.BytesIO(); z = zipfile.ZipFile(b, 'w')
 * z.writestr(zipfile.ZipInfo('a'), b'hello'); z.writestr(zipfile.ZipInfo('b'), b'x' * 40, 8); z.close()
 */
const BY_PYTHON = hex(`
  504b0304 1400 0000 0000 00002100 86a61036 05000000 05000000 0100 0000 61 68656c6c6f
  504b0304 1400 0000 0800 00002100 f0711ac4 06000000 28000000 0100 0000 62 aba8200e0000
  504b0102 1403 1400 0000 0000 00002100 86a61036 05000000 05000000 0100 0000 0000 0000 0000
    00008001 00000000 61
  504b0102 1403 1400 0000 0800 00002100 f0711ac4 06000000 28000000 0100 0000 0000 0000 0000
    00008001 24000000 62
  504b0506 0000 0000 0200 0200 5e000000 49000000 0000
`);

describe('zip', () => {
  it('reads what Python writes', async () => {
    const archive = await open(BY_PYTHON);

    expect(archive.entries).toEqual([
      {
        name: 'a',
        flags: 0,
        method: 0,
        crc32: 0x3610a686,
        storedBytes: 5,
        byteLength: 5,
        headerOffset: 0,
      },
      {
        name: 'b',
        flags: 0,
        method: 8,
        crc32: 0xc41a71f0,
        storedBytes: 6,
        byteLength: 40,
        headerOffset: 0x24,
      },
    ]);
    expect(await bytesOf(archive, 0)).toEqual(text('hello'));
    expect(await bytesOf(archive, 1)).toEqual(text('x'.repeat(40)));
  });

  it('reads what torch lays out, stored and deflated', async () => {
    const data = new Uint8Array(5000).map((_, index) => index >> 4);
    const archive = await archiveOf(
      { name: 'm/data.pkl', data: text('pickle'), descriptor: 16, flags: 0x800 },
      { name: 'm/code', data, method: 8, descriptor: 16 },
      { name: 'm/empty', data: new Uint8Array(0) },
    );

    expect(archive.entries.map(({ name, method }) => [name, method])).toEqual([
      ['m/data.pkl', 0],
      ['m/code', 8],
      ['m/empty', 0],
    ]);
    expect(entry(archive, 0)).toMatchObject({
      flags: 0x808,
      crc32: 0xb743740e,
      storedBytes: 6,
      byteLength: 6,
      headerOffset: 0,
    });
    expect(await bytesOf(archive, 0)).toEqual(text('pickle'));
    expect(await bytesOf(archive, 1)).toEqual(data);
    expect(await bytesOf(archive, 2)).toEqual(new Uint8Array(0));
  });

  it('reads the end and the directory, then of an entry its header and its data', async () => {
    const written = torchArchive({ 'm/a': new Uint8Array(100_000), 'm/b': new Uint8Array(1000) });
    const { bytes, directoryStart, directoryEnd, places } = written;
    const source = logged(memorySource('z', bytes));
    const archive = await openZip(source, DEFAULT_LIMITS);

    expect(source.reads).toEqual([
      [bytes.length - 98, bytes.length],
      [directoryStart, directoryStart + 4],
      [directoryStart, directoryEnd],
    ]);

    source.reads.length = 0;
    const b = archive.open(entry(archive, 1));
    const { header = 0, start = 0 } = places[1] ?? {};
    expect(source.reads).toEqual([]);
    await b.read(0, 4);
    await b.read(4, 10);
    expect(source.reads).toEqual([
      [header, header + 30],
      [start, start + 4],
      [start + 4, start + 10],
    ]);
  });

  it('reads a small entry together with its header', async () => {
    const { bytes, places } = torchArchive({ 'm/a': text('0123456789'), 'm/b': text('abc') });
    const source = logged(memorySource('z', bytes));
    const archive = await openZip(source, DEFAULT_LIMITS);
    for (const [index, content] of ['0123456789', 'abc'].entries()) {
      source.reads.length = 0;
      const opened = archive.open(entry(archive, index));
      expect(await opened.read(1, 3)).toEqual(text(content.slice(1, 3)));
      const { header = 0, start = 0 } = places[index] ?? {};
      const [[from = 0, to = 0] = [], ...more] = source.reads;
      expect({ from, more }).toEqual({ from: header, more: [] });
      expect(to).toBeGreaterThanOrEqual(start + content.length);
      expect(to).toBeLessThan(start + content.length + 64);
    }
  });

  it('takes where data begins from the header before them, whose extra field is another', async () => {
    const { bytes, places } = zipArchive([
      { name: 'a', data: text('first'), localExtra: padding(4000), extra: new Uint8Array(0) },
      { name: 'b', data: text('second'), localExtra: new Uint8Array(0), extra: padding(9) },
      { name: 'c', data: text('third'), localName: 'another/name' },
    ]);
    const archive = await open(bytes);

    for (const [index, data] of ['first', 'second', 'third'].entries()) {
      const { start, end } = places[index] ?? {};
      expect(await archive.locate(entry(archive, index))).toEqual({ start, end });
      expect(await bytesOf(archive, index)).toEqual(text(data));
    }
    expect(entry(archive, 2).name).toBe('c');
  });

  it('keeps the order of the directory, names that stand twice, and entry comments apart', async () => {
    const archive = await archiveOf(
      { name: 'a', data: text('1'), comment: 'the first' },
      { name: 'b', data: text('2') },
      { name: 'a', data: text('3') },
    );

    expect(archive.entries.map(({ name }) => name)).toEqual(['a', 'b', 'a']);
    expect(await bytesOf(archive, 2)).toEqual(text('3'));
  });

  it('reads names as UTF-8, and as Latin-1 where they are none', async () => {
    const names = [hex('c3 a9'), hex('e8'), text('a\0b')];
    const archive = await archiveOf(...names.map((name) => ({ name, data: text('') })));

    expect(archive.entries.map(({ name }) => name)).toEqual(['é', 'è', 'a\0b']);
  });

  it('knows the signature', () => {
    expect(hasZipSignature(hex('50 4b 03 04 00'))).toBe(true);
    for (const other of ['50 4b 05 06', '50 4b 03', '', '80 02'])
      expect(hasZipSignature(hex(other))).toBe(false);
  });
});

describe('zip64 extra fields of the directory', () => {
  const FULL = 0xffff_ffff;
  const cases: [what: string, says: EntryParts['says'], extra: Uint8Array, gives: object][] = [
    [
      'all three, in order',
      { byteLength: FULL, storedBytes: FULL, headerOffset: FULL },
      zip64Field(2n ** 33n, 2n ** 34n, 2n ** 35n),
      { byteLength: 2 ** 33, storedBytes: 2 ** 34, headerOffset: 2 ** 35 },
    ],
    [
      'the offset alone, in the first place',
      { headerOffset: FULL },
      zip64Field(2n ** 33n),
      { byteLength: 2, storedBytes: 2, headerOffset: 2 ** 33 },
    ],
    [
      'both sizes',
      { byteLength: FULL, storedBytes: FULL },
      zip64Field(2n ** 33n, 2n ** 34n),
      { byteLength: 2 ** 33, storedBytes: 2 ** 34, headerOffset: 0 },
    ],
    [
      'behind another field',
      { byteLength: FULL },
      concat(padding(3), zip64Field(5)),
      { byteLength: 5, storedBytes: 2, headerOffset: 0 },
    ],
    [
      'values that nothing asks for',
      {},
      zip64Field(5, 6, 7),
      { byteLength: 2, storedBytes: 2, headerOffset: 0 },
    ],
    [
      'none, where one is asked for: the 32 bits stand',
      { storedBytes: FULL },
      padding(4),
      { byteLength: 2, storedBytes: FULL, headerOffset: 0 },
    ],
    [
      'one that says more than it has',
      { byteLength: FULL },
      concat(u16(1), u16(400), u32(7), u32(0)),
      { byteLength: 7, storedBytes: 2, headerOffset: 0 },
    ],
  ];
  for (const [what, says, extra, gives] of cases) {
    it(what, async () => {
      const archive = await archiveOf(
        { name: 'a', data: text('ab'), ...(says && { says }), extra },
        { name: 'next', data: text('') },
      );

      expect(entry(archive)).toMatchObject(gives);
      expect(entry(archive, 1).name).toBe('next');
    });
  }

  it('takes a value that no file can have, of an entry that nobody may ask for', async () => {
    const parts = { name: 'a', data: text('x'), says: { headerOffset: FULL } };
    const archive = await archiveOf({ ...parts, extra: zip64Field(2n ** 63n) });

    expect(await refusal(archive.open(entry(archive)).read(0, 1))).toMatchObject({
      error: 'MalformedError',
      kind: 'zip-entry',
    });
  });
});

it('an entry of the directory that is longer than the directory is told where it stands', async () => {
  const { bytes, directoryStart } = zipArchive([{ name: 'a', data: text('x') }]);
  bytes[directoryStart + 30] = 0xff;
  expect(await refusal(open(bytes))).toMatchObject({
    error: 'TruncatedError',
    finding: '255 bytes are wanted, 0 left',
    offset: directoryStart + 47,
  });
});

describe('entries that cannot be read', () => {
  const data = text('0123456789');
  const cases: [what: string, parts: Partial<EntryParts>, error: string, kind: string][] = [
    ['encrypted', { flags: 1 }, 'UnsupportedError', 'zip-encrypted'],
    ['patched', { flags: 0x20 }, 'UnsupportedError', 'zip-encrypted'],
    ['strongly encrypted', { flags: 0x41 }, 'UnsupportedError', 'zip-encrypted'],
    ['masked', { flags: 0x2000 }, 'UnsupportedError', 'zip-encrypted'],
    ['packed by bzip2', { method: 12 }, 'UnsupportedError', 'zip-method'],
    ['packed by no one knows what', { method: 99 }, 'UnsupportedError', 'zip-method'],
    ['stored in another size', { says: { byteLength: 11 } }, 'MalformedError', 'zip-entry'],
    ['behind the end', { says: { headerOffset: 0xffff } }, 'MalformedError', 'zip-entry'],
    ['where no header is', { says: { headerOffset: 3 } }, 'MalformedError', 'zip-entry'],
    [
      'longer than the file',
      { says: { byteLength: 5000, storedBytes: 5000 } },
      'MalformedError',
      'zip-entry',
    ],
  ];
  for (const [what, parts, error, kind] of cases) {
    it(`${what}: the others are`, async () => {
      const archive = await archiveOf({ name: 'a', data, ...parts }, { name: 'b', data });
      const { headerOffset, byteLength } = entry(archive);
      // Behind the end of the file there is no place.
      const offset = headerOffset < 0xffff ? headerOffset : undefined;

      expect(await refusal(archive.open(entry(archive)).read(0, Math.min(1, byteLength)))).toEqual(
        expect.objectContaining({ error, kind, offset }),
      );
      expect(await bytesOf(archive, 1)).toEqual(data);
    });
  }

  it('minds the directory’s flags, not those before the data', async () => {
    const archive = await archiveOf({ name: 'a', data, localFlags: 0x2061 });

    expect(await bytesOf(archive)).toEqual(data);
  });

  it('passes on the fault of the source, which may pass', async () => {
    const large = new Uint8Array(1000);
    for (const [content, read] of [
      [data, 4], // a small entry, read with its header
      [large, 4], // the header
      [large, 5], // the bytes
    ] as const) {
      const { bytes } = zipArchive([{ name: 'a', data: content }]);
      const archive = await openZip(failing('z', bytes, read), DEFAULT_LIMITS);
      const source = archive.open(entry(archive));

      expect(await refusal(source.read(0, 10))).toMatchObject({ error: 'SourceError' });
      expect(await source.read(0, 10)).toEqual(content.subarray(0, 10));
    }
  });

  it('keeps what is said of limits', async () => {
    const { bytes, directoryStart } = zipArchive([
      { name: 'a', data },
      { name: 'b', data },
    ]);
    for (const [limit, most] of [
      ['directoryBytes', 93],
      ['directoryEntries', 1],
    ] as const) {
      const limits = { ...DEFAULT_LIMITS, [limit]: most };

      expect(await refusal(openZip(memorySource('z', bytes), limits))).toMatchObject({
        error: 'LimitError',
        kind: 'limit',
        offset: directoryStart,
        data: { limit, asked: most + 1 },
      });
    }
  });
});
