import { describe, expect, it } from 'vitest';
import { python3Name } from '../../../src/decoders/pickle/python2-names.ts';
import type { GlobalUse } from '../../../src/decoders/pickle/value.ts';
import { refusalOf } from '../../support/errors.ts';
import { asFarAsPossible, unpickled, unpickledValue } from '../../support/pickle.ts';

const globals = (pickle: string): readonly GlobalUse[] => unpickled(pickle).globals;

describe('names of globals', () => {
  it('are recorded each time, with opcode, offset and what was written', () => {
    expect(globals('\x80\x02c__builtin__\nlong\n0(iposix\nsystem\n0ca\nb\n0ca\nb\n.')).toEqual([
      {
        module: 'builtins',
        name: 'int',
        written: '__builtin__.long',
        opcode: 'GLOBAL',
        offset: 2,
      },
      { module: 'posix', name: 'system', opcode: 'INST', offset: 22 },
      { module: 'a', name: 'b', opcode: 'GLOBAL', offset: 37 },
      { module: 'a', name: 'b', opcode: 'GLOBAL', offset: 43 },
    ]);
  });

  // Unpickler.find_class: mapped where the last PROTO was below 3
  const protocols: [what: string, pickle: string, name: string][] = [
    ['without a PROTO', 'ccopy_reg\n_reconstructor\n.', 'copyreg._reconstructor'],
    ['in protocol 1', '\x80\x01ccopy_reg\nx\n.', 'copyreg.x'],
    ['in protocol 2', '\x80\x02ccopy_reg\nx\n.', 'copyreg.x'],
    ['not in protocol 3', '\x80\x03ccopy_reg\nx\n.', 'copy_reg.x'],
    ['not in protocol 4', '\x80\x04\x8c\x08copy_reg\x8c\x01x\x93.', 'copy_reg.x'],
    ['by STACK_GLOBAL too', '\x80\x02\x8c\x08copy_reg\x8c\x01x\x93.', 'copyreg.x'],
    ['by INST too', '\x80\x02(icopy_reg\nx\n.', 'copyreg.x'],
    ['no more after a later PROTO', '\x80\x02N0\x80\x04ccopy_reg\nx\n.', 'copy_reg.x'],
    ['again after a still later one', '\x80\x04N0\x80\x02ccopy_reg\nx\n.', 'copyreg.x'],
  ];
  for (const [what, pickle, name] of protocols) {
    it(`are those of Python 3 ${what}: ${name}`, () => {
      expect(globals(pickle).map((use) => `${use.module}.${use.name}`)).toEqual([name]);
      expect(unpickledValue(pickle)).toMatchObject(
        pickle.includes('(i')
          ? { callee: { name: 'x' } }
          : { kind: 'global', name: name.split('.')[1] },
      );
    });
  }

  // _compat_pickle.NAME_MAPPING, and IMPORT_MAPPING where that has nothing
  const mapped: [module: string, name: string, python3: string][] = [
    ['__builtin__', 'long', 'builtins.int'],
    ['__builtin__', 'unicode', 'builtins.str'],
    ['__builtin__', 'xrange', 'builtins.range'],
    ['__builtin__', 'intern', 'sys.intern'],
    ['__builtin__', 'reduce', 'functools.reduce'],
    ['__builtin__', 'eval', 'builtins.eval'],
    ['commands', 'Popen', 'subprocess.Popen'],
    ['cPickle', 'loads', 'pickle.loads'],
    ['StringIO', 'StringIO', 'io.StringIO'],
    ['UserDict', 'UserDict', 'collections.UserDict'],
    ['UserDict', 'IterableUserDict', 'collections.UserDict'],
    ['UserDict', 'DictMixin', 'collections.DictMixin'],
    ['exceptions', 'ValueError', 'builtins.ValueError'],
    ['exceptions', 'StandardError', 'builtins.Exception'],
    ['exceptions', 'NoSuch', 'exceptions.NoSuch'],
    ['itertools', 'izip', 'builtins.zip'],
    ['itertools', 'izip_longest', 'itertools.zip_longest'],
    ['itertools', 'chain', 'itertools.chain'],
    ['urllib', 'urlopen', 'urllib.request.urlopen'],
    ['urllib', 'other', 'urllib.other'],
    ['urllib2', 'HTTPError', 'urllib.error.HTTPError'],
    ['urllib2', 'urlopen', 'urllib.request.urlopen'],
    ['socket', '_socketobject', 'socket.SocketType'],
    ['multiprocessing', 'TimeoutError', 'multiprocessing.context.TimeoutError'],
    ['test.test_support', 'x', 'test.support.x'],
    ['posix', 'system', 'posix.system'],
    ['constructor', '__proto__', 'constructor.__proto__'],
    ['', '', '.'],
  ];
  for (const [module, name, python3] of mapped) {
    it(`${module}.${name} is ${python3}`, () => {
      expect(python3Name(module, name).join('.')).toBe(python3);
    });
  }

  it('stay as they are written otherwise: dots, spaces, any UTF-8', () => {
    for (const [module, name] of [
      ['pathlib', 'os.system'],
      ['collections abc', 'OrderedDict'],
      ['m\xc3\xb6d', 'n\r'],
    ] as const) {
      const [use] = globals(`\x80\x04c${module}\n${name}\n.`);

      expect(use).toEqual({
        module: module.replace('\xc3\xb6', 'ö'),
        name,
        opcode: 'GLOBAL',
        offset: 2,
      });
    }
  });

  it('are refused where they are no UTF-8, as Python does', () => {
    expect(refusalOf(() => globals('c\xff\nx\n.'))).toMatchObject({
      error: 'MalformedError',
      kind: 'pickle',
      offset: 1,
      finding: 'an operand that is no name in UTF-8',
    });
    expect(refusalOf(() => globals('cm\n\xe9\n.')).offset).toBe(3);
  });

  it('need both their lines', () => {
    for (const cut of ['c', 'cm', 'cm\n', 'cm\nname', '(im\nname'])
      expect(refusalOf(() => globals(cut)).error).toBe('TruncatedError');
  });
});

describe('names that are computed', () => {
  it('are recorded as a question mark, and kept', () => {
    const pickle = '\x80\x04cm\nn\n)R\x8c\x06system\x93.';
    const { value, globals: uses } = unpickled(pickle);

    expect(uses.map(({ module, name }) => [module, name])).toEqual([
      ['m', 'n'],
      ['?', 'system'],
    ]);
    expect(value).toMatchObject({
      kind: 'computed-global',
      offset: 17,
      id: { kind: 'tuple', items: [{ kind: 'object' }, 'system'] },
    });
  });

  it('may be anything: Python refuses what is no str', () => {
    expect(globals('K\x01N\x93.')).toEqual([
      { module: '?', name: '?', opcode: 'STACK_GLOBAL', offset: 3 },
    ]);
    expect(globals('\x8c\x01mU\x01\xff\x93.')).toMatchObject([{ module: 'm', name: '?' }]);
  });

  it('are on record though the pickle breaks right behind', () => {
    for (const end of ['', 'R', '\xff', '(t', 'h\x09']) {
      expect(asFarAsPossible(`cposix\nsystem\n${end}`).globals).toMatchObject([
        { module: 'posix', name: 'system', offset: 0 },
      ]);
    }
  });
});

describe('what stands outside', () => {
  it('is recorded in order, each time', () => {
    const pickle = 'Pfirst\n\x8c\x06secondQ\x8c\x06secondQ\x87.';
    const { persistentIds, value } = unpickled(pickle);

    expect(persistentIds).toEqual(['first', 'second', 'second']);
    expect(value).toMatchObject({
      items: [
        { kind: 'persistent', id: 'first', offset: 0 },
        { kind: 'persistent', id: 'second', offset: 15 },
        { kind: 'persistent', id: 'second', offset: 24 },
      ],
    });
  });

  it('may be of any type', () => {
    // ('storage', torch.FloatStorage, '0', 'cpu', 4)
    const id =
      '(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x04t';

    expect(unpickled(`${id}Q.`).persistentIds).toMatchObject([
      { kind: 'tuple', items: ['storage', { name: 'FloatStorage' }, '0', 'cpu', 4] },
    ]);
  });
});
