import { describe, expect, it } from 'vitest';
import { mappingEntries } from '../../../src/formats/python/mapping.ts';
import type { Complex, Value } from '../../../src/model/value.ts';
import { bytesValue, float, global, opaque, sequence, tuple } from '../../support/values.ts';

/** The dict that Python makes of `pairs`, and how many of its keys stood there before. */
function dictOf(...pairs: readonly (readonly [Value, Value])[]) {
  const entries = new Map<Value, Value>();
  const repeated = mappingEntries(
    entries,
    pairs.map(([key]) => key),
    pairs.map(([, value]) => value),
  );
  return { pairs: [...entries], repeated };
}

const complex = (real: number, imaginary: number): Complex => ({
  kind: 'complex',
  real,
  imaginary,
});
const frozenset = (...items: Value[]) => sequence('frozenset', ...items);
const nan = float(Number.NaN);

/** Keys of which Python keeps the first. */
const EQUAL: readonly (readonly [what: string, first: Value, second: Value])[] = [
  ['a text twice', 'a', 'a'],
  ['1 and 1.0', 1, float(1)],
  ['1 and True', 1, true],
  ['True and 1.0', true, float(1)],
  ['0 and False', 0, false],
  ['0.0 and -0.0', float(0), float(-0)],
  ['False and -0.0', false, float(-0)],
  ['1 and 1+0j', 1, complex(1, 0)],
  ['0.5 and 0.5+0j', float(0.5), complex(0.5, 0)],
  ['1+2j twice', complex(1, 2), complex(1, 2)],
  ['2**53 and its float', 2n ** 53n, float(2 ** 53)],
  ['2**70 and its float', 2n ** 70n, float(2 ** 70)],
  ['-2**70 twice', -(2n ** 70n), -(2n ** 70n)],
  ['infinity twice', float(Number.POSITIVE_INFINITY), float(Number.POSITIVE_INFINITY)],
  ['0.1 twice', float(0.1), float(0.1)],
  ['the same NaN', nan, nan],
  ['None twice', null, null],
  ['bytes', bytesValue(1, 2), bytesValue(1, 2)],
  ['no bytes', bytesValue(), bytesValue()],
  ['tuples', tuple(1, 'a', null), tuple(float(1), 'a', null)],
  ['tuples of tuples', tuple(tuple(), tuple(1)), tuple(tuple(), tuple(true))],
  ['frozensets in another order', frozenset(1, 'a'), frozenset('a', true)],
  ['tuples of frozensets', tuple(frozenset(1, 2)), tuple(frozenset(2, 1))],
  ['a class', global('a.B'), global('a.B')],
];

/** Keys of which Python keeps both. */
const DIFFERENT: readonly (readonly [what: string, first: Value, second: Value])[] = [
  ['1 and "1"', 1, '1'],
  ['"1" and b"1"', '1', bytesValue(0x31)],
  ['None and "None"', null, 'None'],
  ['0.1 and "0.1"', float(0.1), '0.1'],
  ['two NaNs', float(Number.NaN), float(Number.NaN)],
  ['two complex NaNs', complex(Number.NaN, 1), complex(Number.NaN, 1)],
  ['two other complex NaNs', complex(1, Number.NaN), complex(1, Number.NaN)],
  ['2**53 + 1 and 2.0**53', 2n ** 53n + 1n, float(2 ** 53)],
  ['1+2j and 2+1j', complex(1, 2), complex(2, 1)],
  ['a tuple and its text', tuple(1), '(1,)'],
  ['a tuple and a frozenset', tuple(1), frozenset(1)],
  ['(1, 2) and (2, 1)', tuple(1, 2), tuple(2, 1)],
  ['("a", "b") and ("a, b",)', tuple('a', 'b'), tuple('a, b')],
  ['(1,) and ("1",)', tuple(1), tuple('1')],
  ['((1,), 2) and (1, (2,))', tuple(tuple(1), 2), tuple(1, tuple(2))],
  ['a class and its name', global('a.B'), 'a.B'],
  ['two objects', opaque('a.B'), opaque('a.B')],
  ['tuples of two objects', tuple(opaque('a.B')), tuple(opaque('a.B'))],
  ['names that objects have', 'constructor', '__proto__'],
];

describe('a dict as Python makes it', () => {
  for (const [what, first, second] of EQUAL) {
    it(`takes ${what} for one key: the first key, the last value`, () => {
      expect(dictOf([first, 'x'], [second, 'y'])).toEqual({ pairs: [[first, 'y']], repeated: 1 });
    });
  }

  for (const [what, first, second] of DIFFERENT) {
    it(`tells ${what} apart`, () => {
      expect(dictOf([first, 'x'], [second, 'y'])).toEqual({
        pairs: [
          [first, 'x'],
          [second, 'y'],
        ],
        repeated: 0,
      });
    });
  }

  it('keeps the place of the first key', () => {
    expect(dictOf([1, 'a'], [2, 'b'], [true, 'c'], ['x', 'd'], [float(1), 'e'])).toEqual({
      pairs: [
        [1, 'e'],
        [2, 'b'],
        ['x', 'd'],
      ],
      repeated: 2,
    });
  });

  it('keeps None as a first key', () => {
    expect(dictOf([null, 1], [tuple(), 2], [null, 3])).toEqual({
      pairs: [
        [null, 3],
        [tuple(), 2],
      ],
      repeated: 1,
    });
  });

  it('has None where a value is missing', () => {
    const entries = new Map<Value, Value>();

    expect([mappingEntries(entries, ['a'], []), [...entries]]).toEqual([0, [['a', null]]]);
  });
});

describe('a key that would take forever to compare', () => {
  it('of very many items is taken as unique', () => {
    const items = Array.from({ length: 5000 }, (_, index) => index);

    expect(dictOf([tuple(...items), 1], [tuple(...items), 2]).repeated).toBe(0);
  });

  it('whose items are shared again and again is taken as unique', () => {
    let key = tuple(1);
    for (let level = 0; level < 100; level += 1) key = tuple(key, key);

    expect(dictOf([key, 1], ['x', 2]).pairs.length).toBe(2);
  });

  it('nested deep is compared all the same', () => {
    const nested = () => {
      let key = tuple('it\'s "1"');
      for (let level = 0; level < 500; level += 1) key = tuple(key);
      return key;
    };

    expect(dictOf([nested(), 1], [nested(), 2]).repeated).toBe(1);
  });
});
