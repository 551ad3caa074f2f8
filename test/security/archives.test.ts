import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { concat, text } from '../support/bytes.ts';
import { found, HARMLESS, PAYLOAD, scanned } from '../support/scanned.ts';
import { tarBytes } from '../support/tar.ts';
import { type EntryParts, torchArchive, zipArchive } from '../support/zip.ts';

const SYSTEM = ['os.system'];
const answer = async (bytes: Uint8Array, file = 'm.pt') => {
  const scan = await scanned(bytes, file);
  return { ...found(scan), ...scan.scanned };
};
const DATA: EntryParts = { name: 'a/data.pkl', data: HARMLESS };
const VERSION: EntryParts = { name: 'a/version', data: text('3\n') };
const BAD: EntryParts = { name: 'a/data.pkl', data: PAYLOAD };
const zip = (...entries: readonly EntryParts[]) => zipArchive(entries).bytes;

describe('every pickle of an archive', () => {
  it('and nothing is odd about what torch writes', async () => {
    const { bytes } = torchArchive({
      'a/data.pkl': HARMLESS,
      'a/data/0': text('1234'),
      'a/version': text('3\n'),
    });
    expect(await answer(bytes)).toMatchObject({
      safety: 'clean',
      isInert: true,
      rules: [],
      pickleCount: 1,
    });
  });

  it('and of tensors that happen to begin like one nothing is said', async () => {
    const { bytes } = torchArchive({
      'a/data.pkl': HARMLESS,
      'a/data/0': text('N.1234567890'),
      'a/data/1': text('K1.K1.K1.K1.'),
      'a/data/2': Uint8Array.of(0x80, 2, 0, 0, 0, 0, 0, 0),
      'a/version': text('3\n'),
    });
    expect(await answer(bytes)).toMatchObject({ isInert: true, rules: [], pickleCount: 1 });
  });

  const PLACES: Readonly<Record<string, Uint8Array>> = {
    'of another name': zip(DATA, VERSION, { name: 'a/extra.pkl', data: PAYLOAD }),
    'that goes by no name': zip(DATA, VERSION, { name: 'a/data/0', data: PAYLOAD }),
    'of protocol 0 and no name': zip(DATA, { name: 'a/notes.txt', data: text('cos\nsystem\n.') }),
    'in another folder': zip(DATA, VERSION, { ...BAD, name: 'b/data.pkl' }),
    'the first of two': zip(BAD, VERSION, DATA),
    'the last of two': zip(DATA, VERSION, BAD),
    'of two by case, the first': zip({ ...BAD, name: 'a/DATA.PKL' }, DATA),
    'of two by case, the last': zip(DATA, { ...BAD, name: 'a/Data.pkl' }),
    compressed: zip({ ...BAD, method: 8 }, VERSION),
    'marked as encrypted': zip({ ...BAD, flags: 1 }, VERSION),
    'of a wrong checksum': zip({ ...BAD, says: { crc32: 1 } }, VERSION),
    'of a wrong size': zip({ ...BAD, says: { byteLength: 9 } }, VERSION),
    'in an archive in it': zip(DATA, { name: 'a/model.pt', data: zip(BAD, VERSION) }),
    'in a compressed archive in it': zip({ name: 'x.pt', data: zip(BAD, VERSION), method: 8 }),
    'in a tar archive in it': zip({ name: 'x.tar', data: tarBytes({ name: 'p', data: PAYLOAD }) }),
    'before it, as a pickle': concat(PAYLOAD, zip(DATA, VERSION)),
    'behind a pickle': concat(HARMLESS, zip(BAD, VERSION)),
    'before another archive': concat(zip(BAD, VERSION), zip(DATA, VERSION)),
    'behind another archive': concat(zip(DATA, VERSION), zip(BAD, VERSION)),
    'in the comment': zipArchive([DATA, VERSION], { comment: zip(BAD) }).bytes,
    'of an archive that is cut short': zip(BAD, VERSION).subarray(0, -30),
    'of parts one behind the other': concat(zip(BAD, VERSION), zip(DATA, VERSION), zip(DATA)),
  };
  for (const [what, bytes] of Object.entries(PLACES)) {
    it(what, async () => {
      expect(await answer(bytes)).toMatchObject({ safety: 'dangerous', dangerous: SYSTEM });
    });
  }

  it('of tar archives, whatever the names', async () => {
    for (const name of ['sys_info', 'storages', 'tensors', 'pickle', 'more']) {
      const bytes = tarBytes({ name: 'first', data: text('x') }, { name, data: PAYLOAD });
      expect([name, (await answer(bytes)).dangerous]).toEqual([name, SYSTEM]);
    }
    const numbers = concat(HARMLESS, new Uint8Array(16), PAYLOAD);
    const { rules, safety } = await answer(tarBytes({ name: 'storages', data: numbers }));
    expect([safety, rules]).toEqual(['suspicious', ['security/extra-pickle']]);
  });

  it('of the parts of a distributed checkpoint, which are archives one behind the other', async () => {
    const parts = concat(zip(DATA, VERSION), zip(DATA, VERSION), zip(DATA, VERSION));
    expect(await answer(parts, '__0_0.distcp')).toMatchObject({ safety: 'clean', rules: [] });
    expect((await answer(parts, 'm.pt')).rules).toContain('security/ambiguous-archive');
    const bad = concat(zip(BAD), zip(DATA, VERSION));
    expect(await answer(bad, '__0_0.distcp')).toMatchObject({ dangerous: SYSTEM });
  });
});

describe('an archive is odd', () => {
  const ODD: Readonly<Record<string, readonly [rule: string, bytes: Uint8Array]>> = {
    'with two entries of one name': ['ambiguous-archive', zip(DATA, VERSION, DATA)],
    'with a count that is wrong': [
      'ambiguous-archive',
      zipArchive([DATA, VERSION], { says: { entryCount: 1 } }).bytes,
    ],
    'with another name in the header': ['header-disagrees', zip({ ...DATA, localName: 'a/x' })],
    'with bytes before it': [
      'ambiguous-archive hidden-bytes',
      zipArchive([DATA], { prefix: text('x'.repeat(99)) }).bytes,
    ],
    'with bytes behind it': ['hidden-bytes', zipArchive([DATA], { trailing: text('x') }).bytes],
    'with bytes in it': ['hidden-bytes', zipArchive([DATA], { gap: text('x'.repeat(99)) }).bytes],
    'with a name that leads out': ['misleading-name', zip(DATA, { ...VERSION, name: 'a/../../x' })],
    'with a name from the root': ['misleading-name', zip(DATA, { ...VERSION, name: '/etc/x' })],
    'with control characters': ['misleading-name', zip(DATA, { ...VERSION, name: 'a/\u001b[2J' })],
    'with a link in it': [
      'misleading-name',
      tarBytes({ name: 'a', data: HARMLESS }, { name: 'b', type: '2' }),
    ],
  };
  for (const [what, [rule, bytes]] of Object.entries(ODD)) {
    it(what, async () => {
      const { safety, rules, isInert } = await answer(bytes);
      expect([safety, rules, isInert]).toEqual([
        'suspicious',
        rule.split(' ').map((name) => `security/${name}`),
        false,
      ]);
    });
  }
});

describe('what is not looked through is told', () => {
  const UNREAD: Readonly<Record<string, Uint8Array>> = {
    'a compression that is not read': zip({ ...DATA, method: 12 }, VERSION),
    'what does not inflate': zip({ ...DATA, method: 8, stored: text('xxxx') }, VERSION),
    'a compressed file': new Uint8Array(gzipSync(PAYLOAD)),
    'a file of nothing': new Uint8Array(0),
  };
  for (const [what, bytes] of Object.entries(UNREAD)) {
    it(what, async () => {
      const { isIncomplete, safety, isInert, rules } = await answer(bytes);
      expect([isIncomplete, safety, isInert]).toEqual([true, 'unaudited', false]);
      expect(rules).toEqual(['security/unread']);
    });
  }

  it('archives in archives beyond some depth', async () => {
    let bytes = zip(DATA);
    for (let level = 0; level < 8; level += 1) bytes = zip({ name: `${level}.zip`, data: bytes });
    expect(await answer(bytes)).toMatchObject({ isIncomplete: true, isInert: false });
  });

  it('one bad entry keeps nothing from the others', async () => {
    const bytes = zip({ ...DATA, method: 8, stored: text('xxxx') }, { ...BAD, name: 'a/b.pkl' });
    expect(await answer(bytes)).toMatchObject({ isIncomplete: true, dangerous: SYSTEM });
  });

  it('an entry that is not there', async () => {
    const bytes = zip(DATA, { ...BAD, name: 'x', says: { headerOffset: 5 } });
    expect(await answer(bytes)).toMatchObject({
      isIncomplete: true,
      integrity: { state: 'damaged' },
    });
  });
});

describe('integrity', () => {
  it('is that of every byte where checksums are compared', async () => {
    const compared = async (bytes: Uint8Array) =>
      (await scanned(bytes, 'm.pt', { checksums: true })).scanned.integrity;
    const tensor: EntryParts = { name: 'a/data/0', data: text('1234') };
    expect(await compared(zip(DATA, VERSION, { ...tensor, method: 8 }))).toEqual({
      state: 'intact',
    });
    const flipped = { ...tensor, stored: text('1235') };
    expect(await compared(zip(DATA, VERSION, flipped))).toEqual({
      state: 'damaged',
      why: 'the checksum of entry "a/data/0" is wrong',
    });
    const without = { ...tensor, says: { crc32: 0 } };
    expect((await compared(zip(DATA, VERSION, without))).state).toBe('consistent');
    expect((await answer(zip(DATA, VERSION, flipped))).integrity.state).toBe('consistent');
    expect((await compared(HARMLESS)).state).toBe('consistent');
  });

  it('is told apart from safety', async () => {
    const wrong = await answer(zip({ ...DATA, says: { crc32: 1 } }, VERSION));
    expect(wrong.integrity).toEqual({
      state: 'damaged',
      why: 'the checksum of entry "a/data.pkl" is wrong',
    });
    const cut = await answer(zip(DATA, VERSION).subarray(0, -30));
    expect([cut.integrity.state, cut.safety]).toEqual(['truncated', 'unaudited']);
    expect((await answer(HARMLESS.subarray(0, -1))).integrity.state).toBe('truncated');
    expect((await answer(zip(DATA, VERSION))).integrity).toEqual({ state: 'consistent' });
  });
});
