import { describe, expect, it } from 'vitest';
import { concat } from '../support/bytes.ts';
import { stream } from '../support/pickle.ts';
import { found, HARMLESS, PAYLOAD, scanned } from '../support/scanned.ts';

const SYSTEM = ['os.system'];
const dangerous = async (bytes: Uint8Array | string) => found(await scanned(bytes)).dangerous;
const rulesOf = async (bytes: Uint8Array | string) => found(await scanned(bytes)).rules;
const safety = async (bytes: Uint8Array | string) => (await scanned(bytes)).scanned.safety;

const MAGIC = stream('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.');
const VERSION = stream('\x80\x02M\xe9\x03.');
const NO_KEYS = stream('\x80\x02].');
/** A legacy file of no storages: magic, protocol, system, object, keys. */
const LEGACY = [MAGIC, VERSION, HARMLESS, HARMLESS, NO_KEYS];

describe('what a pickle does is found', () => {
  const UNSEEN: Readonly<Record<string, string>> = {
    'behind an item of a list, which only Python takes': `\x80\x02]N${'a'}K\0NsG\0\0\0\0\0\0\0\0`,
    'behind arguments that are no tuple': '\x80\x02cbuiltins\nset\n]R0',
    'behind BUILD of a dict': '\x80\x02}}b0',
    'behind an item of a tensor': '\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)RK\0Ns0',
    'behind an index that ends at a NUL': 'N\x70' + '0\0x\n0g0\n0',
    'behind a float of Python only': 'F1_0.0\n0',
    'behind an unknown protocol': '\x80\x09',
    'behind an integer that is too long to be read': `\x80\x02\x8b\0\0\x02\0${'\0'.repeat(0x20000)}0`,
  };
  for (const [what, before] of Object.entries(UNSEEN)) {
    it(what, async () => expect(await dangerous(`${before}cos\nsystem\n.`)).toEqual(SYSTEM));
  }

  it('where the last line has no end, which CPython cuts', async () => {
    expect(await dangerous("(S'echo'\nios\nsystemX")).toEqual(SYSTEM);
    expect(await dangerous('\x80\x02cos\nsystem!')).toEqual(SYSTEM);
    expect(await dangerous('\x80\x02cos\nsystem')).toEqual(['os.syste']);
  });

  it('where a mark is missing, which is seen too late', async () => {
    expect(await dangerous('ios\nsystem\n')).toEqual(SYSTEM);
  });

  it('where a line goes on beyond its frame', async () => {
    const { scanned: answer, findings } = await scanned(
      '\x80\x04\x95\x04\0\0\0\0\0\0\0cxyzos\nsystem\n.',
    );
    expect(answer.imports.map(({ module }) => module)).toEqual(['xyzos', 'os']);
    expect(findings.map(({ rule, severity }) => [rule, severity])).toContainEqual([
      'security/divergent',
      'error',
    ]);
    const inName = '\x80\x04\x95\x05\0\0\0\0\0\0\0cos\nxsystem\n.';
    expect(await dangerous(inName)).toEqual(['os.xsystem', 'os.system']);
  });

  it('through an attribute that is fetched', async () => {
    const fetched = (owner: string, name: string) =>
      `\x80\x02cbuiltins\ngetattr\nc${owner}\nX${String.fromCharCode(name.length)}\0\0\0${name}\x86R.`;
    expect(await dangerous(fetched('pathlib\nos', 'system'))).toEqual(['pathlib.os.system']);
    expect(await dangerous(fetched('my_pkg\nNet', '__globals__'))).toEqual([
      'my_pkg.Net.__globals__',
    ]);
    const { scanned: inner, findings } = await scanned(fetched('my_pkg\nOuter', 'Inner'));
    expect(inner.safety).toBe('unaudited');
    expect(findings.map(({ data }) => data.examples)).toEqual([
      ['my_pkg.Outer', 'my_pkg.Outer.Inner'],
    ]);
  });

  it('unless it is not plain what is fetched', async () => {
    const computed = '\x80\x02cbuiltins\ngetattr\ncmy_pkg\nNet\ncmy_pkg\nname\n)R\x86R.';
    expect(await dangerous(computed)).toEqual(['builtins.getattr']);
    expect(await dangerous('\x80\x02cbuiltins\ngetattr\n.')).toEqual(['builtins.getattr']);
    const twice = '\x80\x02cbuiltins\ngetattr\n2ca\nb\nX\x01\0\0\0c\x86R0.';
    expect(await dangerous(twice)).toEqual(['builtins.getattr']);
  });

  it('in a function with arguments, which is as good as the function', async () => {
    const partial = (name: string) => `\x80\x02cfunctools\npartial\nc${name}\n\x85R`;
    expect(await dangerous(`${partial('os\nsystem')}.`)).toEqual(SYSTEM);
    expect(await safety(`${partial('collections\nOrderedDict')}.`)).toBe('clean');
    expect(await safety(`${partial('collections\nOrderedDict')})R.`)).toBe('clean');
    expect(await dangerous('\x80\x02cfunctools\npartial\nK\x01\x85R.')).toEqual([
      'functools.partial',
    ]);
  });

  it('in bytes that it unpickles, in either spelling, as deep as it goes', async () => {
    const nested = (bytes: string) => {
      const length = String.fromCharCode(bytes.length & 0xff, bytes.length >> 8, 0, 0);
      return `\x80\x03ctorch.storage\n_load_from_bytes\nB${length}${bytes}\x85R.`;
    };
    const payload = String.fromCharCode(...PAYLOAD);
    const harmless = String.fromCharCode(...HARMLESS);
    expect(await dangerous(nested(payload))).toEqual(SYSTEM);
    expect(await dangerous(nested(nested(payload)))).toEqual(SYSTEM);
    expect(await safety(nested(nested(harmless)))).toBe('clean');
    const encoded = '\x80\x02ctorch.storage\n_load_from_bytes\nc_codecs\nencode\nX';
    const latin1 = `${encoded}${String.fromCharCode(15)}\0\0\0\xc2\x80\x02cos\nsystem\n.X\x06\0\0\0latin1\x86R\x85R.`;
    expect(await dangerous(latin1)).toEqual(SYSTEM);
    let deep = payload;
    for (let level = 0; level < 6; level += 1) deep = nested(deep);
    const { scanned: answer } = await scanned(deep);
    expect([answer.safety, answer.isIncomplete]).toEqual(['unaudited', true]);
  });

  it('and bytes that it does not unpickle are only told', async () => {
    const { scanned: answer, findings } = await scanned(`\x80\x03C\x0e\x80\x02cos\nsystem\n..`);
    expect(answer).toMatchObject({ safety: 'clean', isInert: false });
    expect(findings).toMatchObject([
      { rule: 'security/nested-pickle', data: { name: 'os.system' } },
    ]);
  });
});

describe('every pickle of a file', () => {
  for (const [index, what] of ['magic', 'protocol', 'system', 'object', 'keys'].entries()) {
    it(`of a legacy file: ${what}`, async () => {
      const parts = LEGACY.map((part, position) => (position === index ? PAYLOAD : part));
      expect(await dangerous(concat(...parts))).toEqual(SYSTEM);
    });
  }

  it('and nothing is odd about a legacy file as it should be', async () => {
    const { scanned: answer, findings } = await scanned(concat(...LEGACY));
    expect([answer.safety, answer.isInert, answer.pickleCount, findings]).toEqual([
      'clean',
      true,
      5,
      [],
    ]);
    expect(await rulesOf(concat(...LEGACY, stream('junk')))).toEqual(['security/hidden-bytes']);
  });

  it('one behind the other', async () => {
    expect(await dangerous(concat(HARMLESS, PAYLOAD))).toEqual(SYSTEM);
    expect(await rulesOf(concat(HARMLESS, HARMLESS))).toEqual(['security/extra-pickle']);
    expect(await safety(concat(HARMLESS, HARMLESS))).toBe('clean');
  });

  it('behind bytes that are none', async () => {
    const glued = concat(HARMLESS, new Uint8Array(1000).fill(0xff), PAYLOAD);
    expect(await rulesOf(glued)).toEqual(['security/extra-pickle', 'security/hidden-bytes']);
    expect(await safety(glued)).toBe('suspicious');
  });

  it('of an array of objects', async () => {
    const array = (descr: string, data: Uint8Array) => {
      const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (1,), }`.padEnd(117);
      return concat(stream(`\x93NUMPY\x01\0\x76\0${header}\n`), data);
    };
    expect(await dangerous(array('|O', PAYLOAD))).toEqual(SYSTEM);
    expect(await safety(array('|O', HARMLESS))).toBe('clean');
    expect(await safety(array('<f4', PAYLOAD))).toBe('clean');
  });

  it('of the metadata of a distributed checkpoint', async () => {
    const { scanned: answer } = await scanned(PAYLOAD, '.metadata');
    expect(answer.safety).toBe('dangerous');
  });

  it('and of names that fill the memory, the first', async () => {
    const names = Array.from({ length: 30_000 }, (_, index) => `cp${index}\nq\n0`).join('');
    const { scanned: answer } = await scanned(`\x80\x02${names}cos\nsystem\n.`);
    expect([answer.isIncomplete, answer.safety]).toEqual([true, 'unaudited']);
  });
});
