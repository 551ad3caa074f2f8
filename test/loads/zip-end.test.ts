import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { predictWeightsOnly } from '../../src/loads/weights-only.ts';
import { concat, text, u16, u32, u64 } from '../support/bytes.ts';
import { type ArchiveParts, type EntryParts, zipArchive } from '../support/zip.ts';

const ENTRIES: readonly EntryParts[] = [
  { name: 'a/data.pkl', data: text('N.') },
  { name: 'a/version', data: text('3') },
];
const sound = (parts: ArchiveParts = {}) => zipArchive(ENTRIES, parts);

/** What torch 2.13 says of the archive itself. */
async function told(bytes: Uint8Array): Promise<string | boolean> {
  const found = await predictWeightsOnly(memorySource('m.pt', bytes));
  if (found.loads !== false) return found.loads === true;
  const { exception, detail } = found.error;
  const [sentence = ''] = detail.split('. ', 1);
  return `${exception}: ${sentence.replace(/^PytorchStreamReader failed reading zip archive: /, '')}`;
}

/** `bytes` with `change` from `at` on. */
function changed(bytes: Uint8Array, at: number, change: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy.set(change, at);
  return copy;
}

const MULTIDISK = 'RuntimeError: unsupported multidisk archive';
const CORRUPTED = 'RuntimeError: invalid header or archive is corrupted';
const NO_DIRECTORY = 'RuntimeError: failed finding central directory';
const NO_VERSION = 'RuntimeError: Expected hasRecord("version") to be true, but got false.';
const NO_OFFSET = 'OSError: [Errno 22] Invalid argument';

describe('the end record', () => {
  const { bytes, endRecord } = sound();
  const CASES: readonly (readonly [what: string, at: number, Uint8Array, string | boolean])[] = [
    ['says that this is disk 1, which its entries do not', 4, u32(0x0001_0001), MULTIDISK],
    ['says that this is disk 1, and the directory on disk 0', 4, u32(1), MULTIDISK],
    ['says that the directory is on disk 2', 6, u16(2), MULTIDISK],
    ['says that one of two entries is on this disk', 8, u16(1), MULTIDISK],
    ['says that there is one entry, of two', 8, u32(0x0001_0001), NO_VERSION],
    ['says that there are more entries than fit', 8, u32(0x0003_0003), CORRUPTED],
    ['gives the directory no room for its entries', 12, u32(91), CORRUPTED],
    ['lets the directory reach beyond the file', 16, u32(bytes.length), CORRUPTED],
    ['says that the directory is elsewhere', 16, u32(0), CORRUPTED],
    [
      'says that there are no entries',
      8,
      u32(0),
      'RuntimeError: archive does not contain any files',
    ],
  ];
  for (const [what, at, change, expected] of CASES) {
    it(what, async () => {
      expect(await told(changed(bytes, endRecord + at, change))).toBe(expected);
    });
  }

  it('is not there', async () => {
    expect(await told(bytes.subarray(0, 21))).toBe('RuntimeError: not a ZIP archive');
    expect(await told(bytes.subarray(0, 22))).toBe(NO_DIRECTORY);
  });
});

describe('how far torch looks for the end record', () => {
  const short = sound().bytes.length;
  const CASES: readonly (readonly [fileBytes: number, behind: number, string | boolean])[] = [
    [short + 10, 10, true],
    // The second window begins 8,189 bytes before the end, and here before the file does.
    [5_000, 4_090, NO_OFFSET],
    [9_000, 4_090, true],
    // One that begins just where the file does is the last.
    [8_189, 8_189 - short, true],
    [100_000, 65_600, true],
    [100_000, 69_584 - 22, true],
    [100_000, 69_584 - 21, NO_DIRECTORY],
  ];
  for (const [fileBytes, behind, expected] of CASES) {
    it(`${behind} bytes behind it, of ${fileBytes}`, async () => {
      const gap = new Uint8Array(fileBytes - short - behind);
      const { bytes } = sound({ gap, trailing: new Uint8Array(behind) });
      expect(bytes).toHaveLength(fileBytes);
      expect(await told(bytes)).toBe(expected);
    });
  }

  it('and finds none in a file of windows', async () => {
    const file = new Uint8Array(8_189);
    expect(await told(changed(file, 0, text('PK\x03\x04')))).toBe(NO_DIRECTORY);
  });
});

describe('the 64-bit end record', () => {
  const { bytes, directoryEnd: record, directoryStart, endRecord } = sound({ zip64: true });
  const locator = record + 56;
  const byteLength = record - directoryStart;
  const CASES: readonly (readonly [what: string, at: number, Uint8Array, string | boolean])[] = [
    ['is not where its locator says', locator + 8, u64(0), CORRUPTED],
    [
      'is said to be behind the file',
      locator + 8,
      u64(bytes.length),
      'RuntimeError: not a ZIP archive',
    ],
    ['is on one of two disks', locator + 16, u32(2), MULTIDISK],
    ['is shorter than it is', record + 4, u64(43), CORRUPTED],
    ['says to be longer', record + 4, u64(1_000), true],
    [
      'says that this is disk 1, which its entries do not',
      record + 16,
      u64(0x1_0000_0001),
      MULTIDISK,
    ],
    ['says that this is disk 2', record + 16, u32(2), MULTIDISK],
    ['says that one of two entries is on this disk', record + 24, u64(1), MULTIDISK],
    [
      'counts more entries than 32 bits',
      record + 32,
      u64(2n ** 32n),
      'RuntimeError: too many files',
    ],
    [
      'says that the directory takes more than 32 bits',
      record + 40,
      u64(2n ** 32n),
      'RuntimeError: unsupported central directory size',
    ],
    // 64 bits run over, and what Python is asked for is before the file.
    [
      'lets the directory begin before the file',
      record + 48,
      u64(2n ** 64n - BigInt(byteLength) + 5n),
      NO_OFFSET,
    ],
    ['lets the directory begin in the middle', record + 48, u64(2n ** 63n), CORRUPTED],
  ];
  for (const [what, at, change, expected] of CASES) {
    it(what, async () => expect(await told(changed(bytes, at, change))).toBe(expected));
  }

  it('wins over the other one, and is not asked where the locator is not', async () => {
    expect(await told(bytes)).toBe(true);
    expect(await told(changed(bytes, endRecord + 4, u32(7)))).toBe(true);
    expect(await told(changed(bytes, locator, u32(0)))).toBe(CORRUPTED);
  });

  it('is read where it stands, if that is far from the end', async () => {
    const far = changed(bytes, locator + 8, u64(4));
    expect(await told(far)).toBe(CORRUPTED);
    const gap = concat(bytes.subarray(record, locator), new Uint8Array(200));
    const moved = sound({ zip64: true, gap });
    const at = moved.directoryStart - gap.length;
    const place = moved.directoryEnd + 56 + 8;
    const start = changed(moved.bytes, at + 48, u64(moved.directoryStart));
    expect(await told(changed(start, place, u64(at)))).toBe(true);
  });
});
