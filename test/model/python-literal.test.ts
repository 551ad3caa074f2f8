import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectText } from '../../src/model/known-objects.ts';
import { parsePythonLiteral } from '../../src/model/python-literal.ts';
import { pythonFloatRepr, pythonRepr } from '../../src/model/python-repr.ts';
import { scalarText } from '../../src/model/scalar-text.ts';
import { isKind, type Value } from '../../src/model/value.ts';
import {
  bytesValue,
  dict,
  float,
  global,
  list,
  mapping,
  opaque,
  sequence,
  tuple,
} from '../support/values.ts';

const complex = (real: number, imaginary: number): Value => ({ kind: 'complex', real, imaginary });

/** What `ast.literal_eval` of Python 3.11 gives. */
const LITERALS: readonly (readonly [text: string, value: Value])[] = [
  ['None', null],
  ['True', true],
  ['False', false],
  ['0', 0],
  ['-12', -12],
  ['+7', 7],
  ['-0', 0],
  ['0x1F', 31],
  ['0b101', 5],
  ['0o17', 15],
  ['9007199254740993', 9007199254740993n],
  ['-36893488147419103232', -36893488147419103232n],
  ['1.5', float(1.5)],
  ['-0.0', float(-0)],
  ['1e-05', float(1e-5)],
  ['1e+16', float(1e16)],
  ['5.', float(5)],
  ['.5', float(0.5)],
  ['2j', complex(0, 2)],
  ['(1+2j)', complex(1, 2)],
  ['(-0-1.5e-07j)', complex(-0, -1.5e-7)],
  ["''", ''],
  ["'a b'", 'a b'],
  [`"it's"`, "it's"],
  [
    String.raw`'\\ \' \" \n \r \t \x41 é \u20ac \U0001f600 \101 \a\b\f\v'`,
    '\\ \' " \n \r \t A é € 😀 A \x07\b\f\v',
  ],
  [String.raw`'\d'`, '\\d'],
  [String.raw`r'\d'`, '\\d'],
  ["u'x'", 'x'],
  [`'''it's\n"x"'''`, 'it\'s\n"x"'],
  ['""""a" b"""', '"a" b'],
  ["'a\\\nb'", 'ab'],
  [String.raw`b'a\x00\xff\\\400'`, bytesValue(97, 0, 255, 92, 0)],
  [String.raw`'\U0010ffff'`, '\u{10ffff}'],
  ["b'\x7f'", bytesValue(127)],
  [String.raw`b'\u0041'`, bytesValue(92, 117, 48, 48, 52, 49)],
  [String.raw`b'\u41'`, bytesValue(92, 117, 52, 49)],
  [String.raw`Rb'\x'`, bytesValue(92, 120)],
  ['[]', list()],
  ['[1, [2,], 3 ]', list(1, list(2), 3)],
  ['()', tuple()],
  ['(1,)', tuple(1)],
  ['(1)', 1],
  ['( 1 , 2 )', tuple(1, 2)],
  ['{}', dict({})],
  ["{'a': 1, 'b': {'c': (None,)}}", dict({ a: 1, b: dict({ c: tuple(null) }) })],
  ["{1: 2, 'a': 3,}", mapping([1, 2], ['a', 3])],
  ["{1, 'a'}", sequence('set', 1, 'a')],
  ['{1,}', sequence('set', 1)],
  ['{1}', sequence('set', 1)],
  ['  [ 1,\n\t2 ]\n', list(1, 2)],
];

/** What `repr` writes of things that have no literal. */
const REPRS: readonly (readonly [text: string, value: Value])[] = [
  ['nan', float(Number.NaN)],
  ['-inf', float(Number.NEGATIVE_INFINITY)],
  ['(nan+infj)', complex(Number.NaN, Number.POSITIVE_INFINITY)],
  ['info', global('info')],
  ['set()', sequence('set')],
  ['frozenset({1, 2})', sequence('frozenset', 1, 2)],
  ["bytearray(b'a')", { kind: 'bytearray', bytes: Uint8Array.of(97) }],
  ["<class 'src.kinds.Color'>", global('src.kinds.Color')],
  ['<Color.RED: 1>', opaque('<Color.RED: 1>')],
  ['<function a.<locals>.<lambda> at 0x7f>', opaque('<function a.<locals>.<lambda> at 0x7f>')],
  ['torch.float32', { kind: 'dtype', name: 'float32' }],
  ['torch.nowhere', global('torch.nowhere')],
  ['a.<locals>.B', global('a.<locals>.B')],
  ["PosixPath('/x')", opaque('pathlib.PosixPath', { args: ['/x'] })],
  ['Path()', opaque('Path', { args: [] })],
  ['f(1, key=[2])', opaque('f', { args: [1], kwargs: new Map([['key', list(2)]]) })],
  ['set(1)', opaque('set', { args: [1] })],
  ['set([1])', opaque('set', { args: [list(1)] })],
  ['set({1}, 2)', opaque('set', { args: [sequence('set', 1), 2] })],
  ["f(b'a')", opaque('f', { args: [bytesValue(97)] })],
  ['bytearray(1)', opaque('bytearray', { args: [1] })],
  ["bytearray('a')", opaque('bytearray', { args: ['a'] })],
  ['datetime.timedelta(1)', opaque('datetime.timedelta', { args: [1] })],
  ["OrderedDict({'a': 1})", opaque('collections.OrderedDict', { args: [dict({ a: 1 })] })],
];

const REFUSED: readonly string[] = [
  ...['', ' ', '1 2', '1 +', '007', '1_', '1.2.3', '0x', '1a', '--', '1+2', '1j+2'],
  ...["'a", `'a"`, "'a\nb'", String.raw`'\x4'`, String.raw`'\u12'`, String.raw`'\N{BULLET}'`],
  ...[String.raw`'\U00110000'`, "b'é'", "''''"],
  ...['[', '[1', '[1 2]', '[,]', '[1,,2]', '(1', '(,)', '{', '{1', '{1:', '{1:2', '{1:2 3:4}'],
  ...['{1:2, 3}', '{1, 2:3}', 'f(', 'f(1', 'f(1 2)', 'f(a=)', '<', '<a', 'a b', '*', '[1)]'],
  '['.repeat(201) + ']'.repeat(201),
  'f('.repeat(1e5),
  '9'.repeat(4301),
];

describe('the value of a literal', () => {
  for (const [text, value] of [...LITERALS, ...REPRS]) {
    it(text, () => expect(parsePythonLiteral(text)).toEqual(value));
  }

  it('is an int of as many digits as Python reads', () => {
    expect(parsePythonLiteral('9'.repeat(4300))).toBe(10n ** 4300n - 1n);
  });

  it('keeps what 200 brackets hold', () => {
    expect(parsePythonLiteral('['.repeat(200) + ']'.repeat(200))).toBeDefined();
  });

  it('of a path and a duration is as pickles have them', () => {
    const spelled = (text: string) => {
      const value = parsePythonLiteral(text);
      return isKind(value, 'opaque') ? objectText(value) : undefined;
    };

    expect(spelled("PosixPath('/data/x')")).toBe("PosixPath('/data/x')");
    expect(spelled('datetime.timedelta(days=1, seconds=30)')).toBe('1 day, 0:00:30');
    expect(spelled('datetime.timedelta(microseconds=5)')).toBe('0:00:00.000005');
    expect(spelled('datetime.timedelta(0)')).toBe('0:00:00');
  });
});

describe('text that is no literal', () => {
  for (const text of REFUSED) {
    it(text.slice(0, 20), () => expect(parsePythonLiteral(text)).toBeUndefined());
  }

  it('is refused, whatever it is, and in time', () => {
    const characters = fc.constantFrom(...'[](){}<>,:\'"\\ux0123.+-jeEbrnf= \n_aN');
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 60 }), (text) => {
        expect(() => parsePythonLiteral(text)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});

/** `repr` of the values below; the parts of it that the program has are what is tested. */
function repr(value: Value): string {
  if (isKind(value, 'float')) return pythonFloatRepr(value.value);
  if (typeof value === 'string') return pythonRepr(value);
  if (isKind(value, 'list')) return `[${value.items.map(repr).join(', ')}]`;
  if (isKind(value, 'tuple')) {
    return `(${value.items.map(repr).join(', ')}${value.items.length === 1 ? ',' : ''})`;
  }
  if (!isKind(value, 'mapping')) return scalarText(value);
  return `{${Array.from(value.entries, ([key, item]) => `${repr(key)}: ${repr(item)}`).join(', ')}}`;
}

const { tree } = fc.letrec<{ tree: Value }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    fc.bigInt({ min: 2n ** 53n }),
    fc.double().map(float),
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ maxLength: 16 }).map((bytes) => bytesValue(...bytes)),
    fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })).map(([a, b]) => complex(a, b)),
    fc.array(tie('tree'), { maxLength: 4 }).map((items) => list(...items)),
    fc.array(tie('tree'), { maxLength: 4 }).map((items) => tuple(...items)),
    fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4 }).map(dict),
  ),
}));

describe('what Python spells', () => {
  it('is read as what was spelled', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(parsePythonLiteral(repr(value))).toEqual(value);
      }),
    );
  });
});
