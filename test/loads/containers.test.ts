import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { predictWeightsOnly } from '../../src/loads/weights-only.ts';
import { concat, text, u64 } from '../support/bytes.ts';
import { stream } from '../support/pickle.ts';
import { failing } from '../support/sources.ts';
import { tarBytes } from '../support/tar.ts';
import { torchFile, verdict } from '../support/weights-only.ts';
import { zipArchive } from '../support/zip.ts';

const STORAGE = (key: string, count: string) =>
  `(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0${key}X\x03\0\0\0cpuK${count}tQ`;
const TENSOR = (key: string, count: string, size: string) =>
  `\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(${STORAGE(key, count)}K\0K${size}\x85K\x01\x85\x89Ntr.`.replace(
    'tr.',
    'tR.',
  );

const told = async (bytes: Uint8Array, name = 'm.pt', torch = '2.13') => {
  const found = await predictWeightsOnly(memorySource(name, bytes), { torch });
  return found.loads === false ? `${found.error.exception}: ${found.error.detail}` : found.loads;
};
const zip = (...names: readonly string[]) =>
  zipArchive(names.map((name) => ({ name, data: text(name.endsWith('version') ? '3' : 'N.') })))
    .bytes;

describe('an archive', () => {
  const cases: Readonly<Record<string, readonly [Uint8Array, string | boolean]>> = {
    'of one value': [zip('a/data.pkl', 'a/version'), true],
    'without a folder': [
      zip('data.pkl', 'version'),
      'RuntimeError: file in archive is not in a subdirectory: data.pkl',
    ],
    'with something beside the folder': [
      zip('a/data.pkl', 'a/version', '__MACOSX/x'),
      'RuntimeError: file in archive is not in a subdirectory a/: __MACOSX/x',
    ],
    'without a version': [
      zip('a/data.pkl'),
      'RuntimeError: Expected hasRecord("version") to be true, but got false.',
    ],
    'of TorchScript': [
      zip('a/data.pkl', 'a/constants.pkl', 'a/version'),
      'RuntimeError: Cannot use ``weights_only=True`` with TorchScript archives passed to ``torch.load``.',
    ],
  };
  for (const [what, [bytes, expected]] of Object.entries(cases)) {
    it(what, async () => expect(await told(bytes)).toBe(expected));
  }

  it('cut short, without a pickle, or with the folder of another', async () => {
    const whole = zip('a/data.pkl', 'a/version');
    expect(await told(whole.subarray(0, -1))).toMatch(
      /^RuntimeError: .*failed finding central directory/,
    );
    expect(await told(zip('a/data.json', 'a/version'))).toMatch(
      /locating file data\.pkl: file not found/,
    );
  });

  it('of TorchScript, which torch before 2.6 hands on', async () => {
    const bytes = zip('a/data.pkl', 'a/constants.pkl', 'a/version');
    expect(await told(bytes, 'm.pt', '2.5')).toBe(true);
  });
});

describe('the storages of an archive', () => {
  const loads = async (
    pickle: string,
    storages: Readonly<Record<string, number>>,
    torch = '2.13',
  ) => {
    const found = await predictWeightsOnly(torchFile(pickle, storages), { torch });
    return found.loads === false ? found.error.detail : found.loads;
  };

  it('have to be there, and as long as the pickle says', async () => {
    const pickle = TENSOR('0', '\x02', '\x02');
    expect(await loads(pickle, { 0: 8 })).toBe(true);
    expect(await loads(pickle, {})).toMatch(/locating file data\/0: file not found/);
    expect(await loads(pickle, { 0: 4 })).toBe(
      'record size (4 bytes) does not match expected size (8 bytes = 8 elements * 1 bytes/element) for dtype Byte',
    );
    expect(await loads(pickle, { 0: 4 }, '2.0')).toBe(true);
  });

  it('have to hold the tensors on them', async () => {
    expect(await loads(TENSOR('0', '\x02', '\x03'), { 0: 8 })).toBe(
      'Trying to resize storage that is not resizable',
    );
  });

  it('are not looked at again where that was done', async () => {
    const options = { isChecked: true };
    expect((await predictWeightsOnly(torchFile(TENSOR('0', '\x02', '\x02')), options)).loads).toBe(
      true,
    );
  });
});

describe('a stream', () => {
  const MAGIC = '\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.';
  const legacy = (object: string, keys = ']', ...more: readonly Uint8Array[]) =>
    concat(stream(`${MAGIC}\x80\x02M\xe9\x03.\x80\x02}.${object}\x80\x02${keys}.`), ...more);
  const LEGACY_STORAGE =
    '\x80\x02(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x02NtQ.';

  it('is read pickle by pickle', async () => {
    expect(await told(legacy('\x80\x02N.'))).toBe(true);
    expect(await told(legacy('\x80\x02cm\nC\n.'))).toMatch(/GLOBAL m\.C was not/);
    expect(await told(stream(`${MAGIC}\x80\x02K\x05.`))).toBe(
      'RuntimeError: Invalid protocol version: 5',
    );
    expect(await told(stream('\x80\x02}.'))).toBe(
      'RuntimeError: Invalid magic number; corrupt file?',
    );
  });

  it('ends with the bytes of its storages', async () => {
    const key = ']X\x01\0\0\x000a';
    const bytes = concat(u64(2), new Uint8Array(8));
    expect(await told(legacy(LEGACY_STORAGE, key, bytes))).toBe(true);
    expect(await told(legacy(LEGACY_STORAGE, key, bytes.subarray(0, 10)))).toBe(
      'RuntimeError: unexpected EOF, expected 6 more bytes. The file might be corrupted.',
    );
    expect(await told(legacy(LEGACY_STORAGE, key, u64(131_072), new Uint8Array(8)))).toBe(
      'RuntimeError: storage has wrong byte size: expected %ld got %ld5242888',
    );
    expect(await told(legacy('\x80\x02N.', key, bytes))).toBe(
      "AssertionError: storage key '0' not found in deserialized_objects",
    );
  });

  it('is read as far as it goes, however long', async () => {
    const many = `\x80\x02(${'N'.repeat(200_000)}t.`;
    expect(await told(legacy(many))).toBe(true);
  });
});

describe('what else torch is given', () => {
  it('tar archives are refused, and a file of zeros is one', async () => {
    const refused =
      'RuntimeError: Cannot use ``weights_only=True`` with files saved in the legacy .tar format.';
    expect(await told(tarBytes({ name: 'storages' }))).toBe(refused);
    expect(await told(new Uint8Array(512))).toBe(refused);
    expect(await told(tarBytes({ name: 'storages' }), 'm.pt', '2.5')).toBe('unknown');
    expect(await told(new Uint8Array(511))).toBe('UnpicklingError: Unsupported operand 0');
  });

  it('safetensors files are known by their name', async () => {
    const bytes = concat(u64(2), text('{}'));
    expect(await told(bytes, 'm.safetensors')).toBe(true);
    expect(await told(bytes, 'm.pt')).toBe('UnpicklingError: Unsupported operand 2');
    expect(await told(u64(2), 'm.safetensors')).toMatch(
      /^SafetensorError: Error while deserializing header/,
    );
  });

  it('nothing is nothing', async () => {
    expect(await told(new Uint8Array(0))).toBe('EOFError: ');
  });
});

describe('what cannot be told', () => {
  it('is a file that asks for too much', async () => {
    const limits = { ...DEFAULT_LIMITS, pickleOpcodes: 3 };
    expect(await verdict('\x80\x02NNN.', '2.13', { limits })).toMatchObject({ loads: 'unknown' });
  });

  it('is what else is refused where that asks for too much, and then there is no remedy', async () => {
    const limits = { ...DEFAULT_LIMITS, pickleOpcodes: 3 };
    expect(await verdict('\x80\x02cm\nC\nNN.', '2.13', { limits })).toMatchObject({
      loads: false,
      error: { kind: 'global' },
      incurable: [expect.stringContaining('pickle opcodes')],
    });
  });

  it('is a file that cannot be read: that is thrown', async () => {
    const { bytes } = zipArchive([{ name: 'a/data.pkl', data: text('N.') }]);
    await expect(predictWeightsOnly(failing('m.pt', bytes, 2))).rejects.toThrow(
      'an injected fault',
    );
  });
});

describe('any bytes', () => {
  const answers = async (bytes: Uint8Array) => {
    const { loads } = await predictWeightsOnly(memorySource('m.pt', bytes));
    expect([true, false, 'unknown']).toContain(loads);
  };

  it('get an answer', () =>
    fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), answers)));

  it('get one in an archive', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), (pickle) =>
        answers(
          zipArchive([
            { name: 'a/data.pkl', data: pickle },
            { name: 'a/version', data: text('3') },
          ]).bytes,
        ),
      ),
    ));
});
