import { describe, expect, it } from 'vitest';
import { concat, u32 } from '../support/bytes.ts';
import { stream } from '../support/pickle.ts';
import { found, HARMLESS, PAYLOAD, scanned } from '../support/scanned.ts';
import { tarBytes } from '../support/tar.ts';
import { zipArchive } from '../support/zip.ts';

/** As one operand that is longer than what is looked at first, before the payload. */
const behind = (byteLength: number) =>
  concat(stream('B'), u32(byteLength), new Uint8Array(byteLength), stream('0'), PAYLOAD);
const LENGTHS = [10, 1_000, 5_000, 100_000];

const dangerous = async (bytes: Uint8Array, name = 'm.bin') =>
  found(await scanned(bytes, name)).dangerous;
const archive = (name: string, data: Uint8Array, method = 0) =>
  zipArchive([
    { name, data, method },
    { name: 'a/version', data: stream('3\n') },
  ]).bytes;

describe('a pickle that begins with one long operand', () => {
  for (const length of LENGTHS) {
    it(`of ${length} bytes is looked through, wherever loaders take it from`, async () => {
      const pickle = behind(length);
      expect(await dangerous(pickle)).toEqual(['os.system']);
      expect(await dangerous(archive('a/data.pkl', pickle))).toEqual(['os.system']);
      expect(await dangerous(archive('a/data.pkl', pickle, 8))).toEqual(['os.system']);
      expect(await dangerous(archive('a/res/model.pkl', pickle))).toEqual(['os.system']);
      expect(await dangerous(tarBytes({ name: 'pickle', data: pickle }))).toEqual(['os.system']);
    });
  }

  it('is looked through where another pickle has it unpickled', async () => {
    const inner = behind(5_000);
    const outer = concat(
      stream('\x80\x02cpickle\nloads\nB'),
      u32(inner.length),
      inner,
      stream('\x85R.'),
    );
    expect(await dangerous(outer)).toContain('os.system');
  });
});

describe('a pickle that has done what it was made for', () => {
  it('may go on with names that there are not', async () => {
    expect(await dangerous(stream('cos\nsystem\nNc\0\n2\n'))).toEqual(['os.system']);
    expect(await dangerous(stream('cos\nsystem\ni'))).toEqual(['os.system']);
  });

  it('may name what is in no module that there is', async () => {
    const { scanned: answer } = await scanned('U\x02-0\x8c\x09os.system\x93');
    expect(answer.imports.map(({ module, name }) => [module, name])).toEqual([['-0', 'os.system']]);
  });

  it('may end in the middle of a name, which is imported only with both its lines', async () => {
    const { scanned: answer } = await scanned('\x80\x02cos\nsystem\nccollections');
    expect(answer.imports.map(({ module, name }) => `${module}.${name}`)).toEqual(['os.system']);
  });
});

describe('what is called a pickle and is none', () => {
  it('is damaged', async () => {
    const stored = await scanned(archive('a/data.pkl', stream('\x93nothing')));
    const unlike = await scanned(archive('a/data.pkl', stream('B\0\0')));
    for (const { scanned: answer } of [stored, unlike]) {
      expect(answer.integrity).toEqual({
        state: 'damaged',
        why: 'entry "a/data.pkl" is no pickle',
      });
    }
  });

  it('is not looked for in texts that are named', async () => {
    const { scanned: answer } = await scanned(stream('callbacks:\n  - early stopping\n'));
    expect([answer.safety, answer.isIncomplete, answer.pickleCount]).toEqual([
      'unaudited',
      true,
      0,
    ]);
  });

  it('does not keep a sound file from being clean', async () => {
    const { scanned: answer } = await scanned(archive('a/data.pkl', HARMLESS));
    expect(answer.safety).toBe('clean');
  });
});
