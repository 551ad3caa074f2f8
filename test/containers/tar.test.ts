import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { firstTarName, hasTarSignature, openTar } from '../../src/containers/tar.ts';
import { concat, hex, text } from '../support/bytes.ts';
import { refusal } from '../support/errors.ts';
import { failing, logged } from '../support/sources.ts';
import { type TarParts, tarBytes, tarEntry } from '../support/tar.ts';

const open = (bytes: Uint8Array) => openTar(memorySource('t', bytes));

/** Names and what is in them. */
async function contents(bytes: Uint8Array): Promise<[string, string][]> {
  const read = Array.from(
    await open(bytes),
    async ([name, source]): Promise<[string, string]> => [
      name,
      new TextDecoder().decode(await source.read(0, source.byteLength)),
    ],
  );
  return Promise.all(read);
}

/**
 * b = io.BytesIO(); t = tarfile.open(fileobj=b, mode='w', format=tarfile.USTAR_FORMAT)
 * i = tarfile.TarInfo('pickle'); i.size = 3; t.addfile(i, io.BytesIO(b'N.\n')); b.getvalue()[:1024]
 */
const BY_PYTHON = concat(
  text('pickle'.padEnd(100, '\0')),
  text('0000644\x000000000\x000000000\x0000000000003\x0000000000000\x00007130\x00 0'),
  new Uint8Array(100),
  text('ustar\x0000'),
  new Uint8Array(247),
  text('N.\n'),
  new Uint8Array(509),
);

describe('openTar', () => {
  it('reads what Python writes', async () => {
    expect(BY_PYTHON).toHaveLength(1024);
    expect(hasTarSignature(BY_PYTHON)).toBe(true);
    expect(firstTarName(BY_PYTHON)).toBe('pickle');
    expect(await contents(BY_PYTHON)).toEqual([['pickle', 'N.\n']]);
  });

  it('reads files by name, whatever their length is', async () => {
    const lengths = [0, 1, 511, 512, 513, 2000];
    const written = lengths.map((length): [string, string] => [`f${length}`, 'x'.repeat(length)]);
    const bytes = tarBytes(...written.map(([name, data]) => ({ name, data: text(data) })));

    expect(await contents(bytes)).toEqual(written);
  });

  it('reads the headers and not one byte of data', async () => {
    const bytes = tarBytes({ name: 'a', data: text('x'.repeat(600)) }, { name: 'b' });
    const source = logged(memorySource('t', bytes));
    const entries = await openTar(source);

    expect(source.reads).toEqual([
      [0, 512],
      [1536, 2048],
      [2048, 2560],
    ]);
    await entries.get('a')?.read(1, 3);
    expect(source.reads.at(-1)).toEqual([513, 515]);
  });

  const archives: [what: string, entries: TarParts[], names: string[]][] = [
    ['joins a long name to its prefix', [{ name: 'b', prefix: 'a/long' }], ['a/long/b']],
    ['takes a name that fills its field', [{ name: 'n'.repeat(100) }], ['n'.repeat(100)]],
    ['reads names as UTF-8', [{ name: 'é' }], ['é']],
    ['takes the type of old programs', [{ name: 'a', type: '\0' }], ['a']],
    [
      'passes links, devices, folders and extended headers',
      [
        { name: 'hard', type: '1' },
        { name: 'soft', type: '2' },
        { name: 'device', type: '3' },
        { name: 'folder', type: '5' },
        { name: 'pax', type: 'x', data: text('13 path=other\n') },
        { name: 'long', type: 'L', data: text('n') },
        { name: 'a' },
      ],
      ['a'],
    ],
    ['keeps names as they are', [{ name: '../a' }, { name: '/b' }], ['../a', '/b']],
    ['takes a size with spaces', [{ name: 'a', data: text('abc'), size: '         3 \0' }], ['a']],
  ];
  for (const [what, entries, names] of archives) {
    it(what, async () => {
      expect([...(await open(tarBytes(...entries))).keys()]).toEqual(names);
    });
  }

  it('gives the last of two files with one name, as extracting them would', async () => {
    const bytes = tarBytes({ name: 'a', data: text('1') }, { name: 'a', data: text('2') });

    expect(await contents(bytes)).toEqual([['a', '2']]);
  });

  it('ends at an empty block, at the end of the file, or in a piece of a header', async () => {
    const one = tarEntry({ name: 'a', data: text('1') });
    const behind = tarEntry({ name: 'behind' });
    for (const bytes of [
      one,
      concat(one, new Uint8Array(512), behind),
      concat(one, behind.subarray(0, 511)),
    ]) {
      expect(await contents(bytes)).toEqual([['a', '1']]);
    }
    expect(await contents(new Uint8Array(0))).toEqual([]);
  });
});

describe('a tar archive that is broken', () => {
  const first = { name: 'first', data: text('1') };
  const cases: [what: string, entry: TarParts, finding: string][] = [
    [
      'a wrong checksum',
      { name: 'a', checksum: '000001\0 ' },
      'the checksum of a tar header is wrong',
    ],
    [
      'no checksum',
      { name: 'a', checksum: '\0'.repeat(8) },
      'the checksum of a tar header is wrong',
    ],
    ['no size', { name: 'a', size: '\0'.repeat(12) }, 'a tar header has no size'],
    ['a size in decimal', { name: 'a', size: '00000000009\0' }, 'a tar header has no size'],
    ['a negative size', { name: 'a', size: '-0000000001\0' }, 'a tar header has no size'],
  ];
  for (const [what, entry, finding] of cases) {
    it(`has ${what}`, async () => {
      expect(await refusal(open(tarBytes(first, entry)))).toMatchObject({
        error: 'MalformedError',
        kind: 'tar-header',
        offset: 1024,
        finding,
      });
    });
  }

  it('goes on behind the end of the file', async () => {
    const bytes = tarBytes(first, { name: 'long', size: '77777777777\0' });

    expect(await refusal(open(bytes))).toMatchObject({
      error: 'TruncatedError',
      kind: 'tar-truncated',
      offset: 1024,
      finding: `tar entry "long" ends at ${1536 + 8 ** 11 - 1}, and the file at ${bytes.length}`,
    });
  });

  it('has been cut anywhere: what is whole is there, or it says so', async () => {
    const bytes = tarBytes(first, { name: 'second', data: text('x'.repeat(600)) });
    for (let length = 0; length < bytes.length; length += 13) {
      const entries = await open(bytes.subarray(0, length)).catch((error: unknown) => error);
      if (entries instanceof Map) expect([...entries.keys()].length).toBeLessThanOrEqual(2);
      else expect(entries).toMatchObject({ name: 'TruncatedError', kind: 'tar-truncated' });
    }
  });

  it('has more entries than anyone writes', async () => {
    const entry = tarEntry({ name: 'a' });
    const bytes = concat(...Array.from({ length: 10_001 }, () => entry));

    expect(await refusal(open(bytes))).toMatchObject({
      error: 'MalformedError',
      kind: 'tar-header',
      offset: 10_000 * 512,
    });
    expect((await open(bytes.subarray(0, -512))).size).toBe(1);
  });

  it('is another file altogether', async () => {
    expect(hasTarSignature(hex('50 4b 03 04'))).toBe(false);
    expect(hasTarSignature(new Uint8Array(512))).toBe(false);
    expect((await refusal(open(new Uint8Array(512).fill(0x41)))).kind).toBe('tar-header');
  });

  it('could not be read', async () => {
    for (const read of [1, 2]) {
      const source = failing('t', tarBytes(first, { name: 'b' }), read);

      expect((await refusal(openTar(source))).error).toBe('SourceError');
    }
  });
});
