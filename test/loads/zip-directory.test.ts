import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { predictWeightsOnly } from '../../src/loads/weights-only.ts';
import { concat, text, u16, u32 } from '../support/bytes.ts';
import { type EntryParts, zip64Field, zipArchive } from '../support/zip.ts';

const FULL = 0xffff_ffff;
const DATA_PKL: EntryParts = { name: 'a/data.pkl', data: text('N.') };
const VERSION: EntryParts = { name: 'a/version', data: text('3') };

/** What torch 2.13 says of the archive. */
async function told(bytes: Uint8Array): Promise<string | boolean> {
  const found = await predictWeightsOnly(memorySource('m.pt', bytes));
  if (found.loads !== false) return found.loads;
  const [sentence = ''] = found.error.detail.split('. ', 1);
  return sentence.replace(/^PytorchStreamReader failed /, '');
}

const CORRUPTED = 'reading zip archive: invalid header or archive is corrupted';
const MULTIDISK = 'reading zip archive: unsupported multidisk archive';

describe('an entry that torch does not read', () => {
  const other = (parts: Partial<EntryParts>) =>
    zipArchive([DATA_PKL, { name: 'a/x', data: text('abcd'), ...parts }, VERSION]).bytes;
  const CASES: readonly (readonly [what: string, Partial<EntryParts>, string | boolean])[] = [
    ['is stored in fewer bytes than it has', { says: { storedBytes: 3 } }, CORRUPTED],
    ['is stored in none', { says: { storedBytes: 0 }, method: 8 }, CORRUPTED],
    ['is deflated to more bytes than it has', { stored: text('abcdefghi'), method: 8 }, true],
    ['begins behind the end', { says: { headerOffset: 1_000 } }, CORRUPTED],
    ['ends behind the end', { says: { storedBytes: 1_000 }, method: 8 }, CORRUPTED],
    ['begins where no entry does', { says: { headerOffset: 7 } }, true],
    ['has a method that nobody knows', { method: 99 }, true],
    ['is encrypted', { flags: 1 }, true],
    ['has a masked header', { flags: 0x2000 }, 'reading zip archive: unsupported encryption'],
    ['has fields that end too early', { extra: text('abc') }, true],
    [
      'has fields that end too early, and a size that should be there',
      { extra: text('abc'), says: { headerOffset: FULL } },
      CORRUPTED,
    ],
    [
      'has a field that is longer than all of them',
      { extra: concat(u16(1), u16(9), u32(0)), says: { headerOffset: FULL } },
      CORRUPTED,
    ],
    [
      'has no field for what is saturated',
      { extra: concat(u16(7), u16(0)), says: { headerOffset: FULL } },
      CORRUPTED,
    ],
    [
      'has all its values in a 64-bit field',
      {
        extra: zip64Field(4, 4, 0),
        says: { byteLength: FULL, storedBytes: FULL, headerOffset: FULL },
      },
      true,
    ],
    [
      'has its values in fields behind the 64-bit one',
      { extra: concat(u16(1), u16(0), u32(0), u32(0)), says: { headerOffset: FULL } },
      true,
    ],
    [
      'begins so far that 64 bits run over',
      { extra: zip64Field(2n ** 64n - 31n), says: { headerOffset: FULL } },
      true,
    ],
    ['is of a size that no 64-bit field gives', { says: { storedBytes: FULL } }, true],
  ];
  for (const [what, parts, expected] of CASES) {
    it(what, async () => expect(await told(other(parts))).toBe(expected));
  }

  it('has two sizes, and a date that the reader takes for a part of the method', async () => {
    const parts = { name: 'a/x', data: text('abcd'), says: { storedBytes: 3 } };
    const { bytes, directoryStart } = zipArchive([parts, DATA_PKL, VERSION]);
    bytes[directoryStart + 12] = 1;
    expect(await told(bytes)).toBe(true);
  });
});

describe('the directory', () => {
  const { bytes, directoryStart } = zipArchive([DATA_PKL, VERSION]);
  const changed = (at: number, change: Uint8Array) => {
    const copy = bytes.slice();
    copy.set(change, directoryStart + at);
    return copy;
  };
  const CASES: readonly (readonly [what: string, at: number, Uint8Array, string | boolean])[] = [
    ['has an entry without its signature', 0, u32(0), CORRUPTED],
    ['says that an entry begins on disk 1', 34, u16(1), true],
    ['says that an entry begins on disk 2', 34, u16(2), MULTIDISK],
    ['says that an entry begins on a disk that is told elsewhere', 34, u16(0xffff), MULTIDISK],
    ['has a name that is longer than all of it', 28, u16(999), CORRUPTED],
    ['has a comment that is longer than all of it', 32, u16(999), CORRUPTED],
  ];
  for (const [what, at, change, expected] of CASES) {
    it(what, async () => expect(await told(changed(at, change))).toBe(expected));
  }

  it('of disk 1 has entries of disk 1', async () => {
    const archive = zipArchive([DATA_PKL, VERSION]);
    archive.bytes.set(u32(0x0001_0001), archive.endRecord + 4);
    expect(await told(archive.bytes)).toBe(MULTIDISK);
    for (const at of [34, 46 + 'a/data.pkl'.length + 34]) {
      archive.bytes.set(u16(1), archive.directoryStart + at);
    }
    expect(await told(archive.bytes)).toBe(true);
  });
});

describe('a record that torch reads', () => {
  const with_ = (parts: Partial<EntryParts>) => zipArchive([{ ...DATA_PKL, ...parts }, VERSION]);
  const about = 'retrieving file meta-data for data.pkl';

  it('and cannot', async () => {
    const cases: readonly (readonly [Partial<EntryParts>, string | boolean])[] = [
      [{ flags: 0x20 }, `${about}: unsupported feature`],
      [{ flags: 0x41 }, `${about}: unsupported encryption`],
      [{ flags: 1, method: 99 }, `${about}: unsupported method`],
      [
        { extra: concat(u16(1), u16(0), u32(0), u32(0)), says: { headerOffset: FULL } },
        `${about}: invalid header or archive is corrupted`,
      ],
      [
        { says: { headerOffset: 1 } },
        'reading file data.pkl: invalid header or archive is corrupted',
      ],
      [
        { method: 8, says: { byteLength: 3 } },
        'reading file data.pkl: unexpected decompressed size',
      ],
      // Of what does not inflate, torch takes what happens to be in memory.
      [{ method: 8, stored: text('N.') }, 'unknown'],
    ];
    for (const [parts, expected] of cases) expect(await told(with_(parts).bytes)).toBe(expected);
  });

  it('in as many bytes as it is to have, not as it is stored in', async () => {
    const { bytes, directoryStart } = with_({ data: text('N.N.'), says: { byteLength: 2 } });
    expect(await told(bytes)).toBe(CORRUPTED);
    bytes[directoryStart + 12] = 1;
    expect(await told(bytes)).toBe(true);
    bytes[directoryStart + 24] = 1;
    expect(await told(bytes)).not.toBe(true);
  });

  it('whatever the case of its name', async () => {
    const { bytes } = zipArchive([
      { ...DATA_PKL, name: 'a/DATA.pkl' },
      { ...VERSION, name: 'a/Version' },
    ]);
    expect(await told(bytes)).toBe(true);
  });

  it('though it is marked as a folder: then nobody knows what is read', async () => {
    const { bytes, directoryStart } = with_({});
    bytes[directoryStart + 38] = 0x10;
    expect(await told(bytes)).toBe('unknown');
  });

  it('to learn its version, which may be anything', async () => {
    const version = { ...VERSION, stored: text('abc'), method: 8 };
    expect(await told(zipArchive([DATA_PKL, version]).bytes)).toBe('unknown');
  });
});
