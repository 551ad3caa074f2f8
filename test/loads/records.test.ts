import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { predictWeightsOnly } from '../../src/loads/weights-only.ts';
import { text } from '../support/bytes.ts';
import { stream } from '../support/pickle.ts';
import { type EntryParts, zipArchive } from '../support/zip.ts';

/** A tensor of one float in storage 0, as torch 2.13 saves it. */
const TENSOR = stream(
  '\x80\x02ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\n' +
    'X\x01\0\0\x000X\x03\0\0\0cpuK\x01tQK\0K\x01\x85K\x01\x85\x89NtR.',
);
const SOUND: readonly EntryParts[] = [
  { name: 'a/data.pkl', data: TENSOR },
  { name: 'a/byteorder', data: text('little') },
  { name: 'a/data/0', data: new Uint8Array(4) },
  { name: 'a/version', data: text('3\n') },
];

/** What torch 2.13 says where one entry is another. */
async function told(name: string, parts: Partial<EntryParts>): Promise<string | boolean> {
  const entries = SOUND.filter((entry) => entry.name !== name);
  const { bytes } = zipArchive([...entries, { name, data: new Uint8Array(0), ...parts }]);
  const found = await predictWeightsOnly(memorySource('m.pt', bytes));
  return found.loads === false
    ? `${found.error.exception}: ${found.error.detail.split('. ', 1)[0]}`
    : found.loads;
}

describe('records that torch reads beside the object', () => {
  const CASES: readonly (readonly [string, Partial<EntryParts>, string | boolean])[] = [
    ['a/byteorder', { data: text('big') }, true],
    ['a/byteorder', { data: text('little\n') }, 'ValueError: Unknown endianness type: little\n'],
    [
      'a/byteorder',
      { data: stream('\xffittle') },
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    ],
    ['a/.storage_alignment', { data: text(' 6_4\n') }, true],
    [
      'a/.storage_alignment',
      { data: text('3.0') },
      "ValueError: invalid literal for int() with base 10: b'3.0'",
    ],
    [
      'a/.storage_alignment',
      { data: text('64'), method: 99 },
      'RuntimeError: PytorchStreamReader failed retrieving file meta-data for .storage_alignment: unsupported method',
    ],
    [
      'a/data/0',
      { data: new Uint8Array(4), flags: 1 },
      'RuntimeError: PytorchStreamReader failed retrieving file meta-data for data/0: unsupported encryption',
    ],
    ['a/other', { data: text('x'), method: 99 }, true],
  ];
  for (const [name, parts, expected] of CASES) {
    it(`${name} ${JSON.stringify(parts)}`, async () => {
      expect(await told(name, parts)).toBe(expected);
    });
  }
});

describe('ids of storages that make no sense', () => {
  const object = (type: string, location: string) =>
    stream(`\x80\x02(X\x07\0\0\0storage${type}X\x01\0\0\x000${location}K\x01tQ.`);
  // Where the others lie, so that the first entry names the folder.
  const toldOf = async (data: Uint8Array) => {
    const others = SOUND.filter(({ name }) => name !== 'a/data.pkl');
    const { bytes } = zipArchive([...others, { name: 'a/data.pkl', data }]);
    const found = await predictWeightsOnly(memorySource('m.pt', bytes));
    return found.loads === false ? found.error.exception : found.loads;
  };

  it('are refused with the exception that torch raises', async () => {
    const float = 'ctorch\nFloatStorage\n';
    const cpu = 'X\x03\0\0\0cpu';
    expect(await toldOf(object(float, cpu))).toBe(true);
    expect(await toldOf(object(float, `${cpu}\x85`))).toBe('RuntimeError');
    expect(await toldOf(object('ctorch\nSize\n', cpu))).toBe('AttributeError');
    expect(await toldOf(object('X\x01\0\0\0x', cpu))).toBe('AttributeError');
  });
});

describe('allowed names that are no classes', () => {
  const toldOf = async (object: string) => {
    const { bytes } = zipArchive([
      { name: 'a/data.pkl', data: stream(`\x80\x02${object}`) },
      { name: 'a/version', data: text('3') },
    ]);
    const found = await predictWeightsOnly(memorySource('m.pt', bytes));
    return found.loads === false ? `${found.error.exception}: ${found.error.detail}` : found.loads;
  };

  it('have no instances', async () => {
    const isNone = 'X): X is not a type object';
    expect(await toldOf('ctorch\nfloat16\n)\x81.')).toBe(
      `TypeError: object.__new__(${isNone} (torch.dtype)`,
    );
    expect(await toldOf('ctorch\nFloatStorage\n)\x81.')).toBe(
      `TypeError: object.__new__(${isNone} (StorageType)`,
    );
    expect(await toldOf('ctorch._utils\n_rebuild_tensor_v2\n)\x81.')).toBe(
      `TypeError: function.__new__(${isNone} (function)`,
    );
    expect(await toldOf('ctorch\nSize\n)\x81.')).toBe(true);
  });

  it('take no items', async () => {
    expect(await toldOf('ctorch._utils\n_rebuild_tensor_v2\nK\x01K\x02s.')).toBe(
      'UnpicklingError: Can only SETITEM for dict, collections.OrderedDict, collections.Counter, ' +
        "but got <class 'function'>",
    );
  });
});
