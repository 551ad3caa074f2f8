import { describe, expect, it } from 'vitest';
import type { PickleObject, PickleValue } from '../../../src/decoders/pickle/value.ts';
import { LimitError } from '../../../src/errors.ts';
import { numpyVocabulary } from '../../../src/formats/python/numpy.ts';
import { meaningOf, pickled } from '../../support/pickle-values.ts';

const { built, bytes, dict, tuple } = pickled;
const meant = (value: PickleValue) => meaningOf(value, [numpyVocabulary]).value;

/** `numpy.dtype(code, False, True)` with a state, as `numpy.dtype.__reduce__` gives it. */
const dtype = (code: string, ...state: PickleValue[]): PickleObject =>
  built('numpy.dtype', [code, false, true], tuple(...state));
const simple = (code: string, order = '|', ...rest: PickleValue[]) =>
  dtype(code, 3, order, null, null, null, ...(rest.length > 0 ? rest : [-1, -1, 0]));
const time = (code: string, order: string, unit: string, count: number) => {
  const letters = bytes(...Array.from(unit, (letter) => letter.charCodeAt(0)));
  const metadata = tuple(null, tuple(letters, count, 1, 1));
  return dtype(code, 4, order, null, null, null, -1, -1, 0, metadata);
};
type Field = readonly [name: string, type: PickleValue, offset: number];
const struct = (size: number, flags: number, ...fields: readonly Field[]) =>
  dtype(
    `V${size}`,
    3,
    '|',
    null,
    tuple(...fields.map(([name]) => name)),
    dict(...fields.map(([name, type, offset]) => [name, tuple(type, offset)] as const)),
    size,
    1,
    flags,
  );
const subarray = (size: number, base: PickleValue, ...shape: number[]) =>
  dtype(`V${size}`, 3, '|', tuple(base, tuple(...shape)), null, null, size, 4, 0);

const [i1, i4, f4] = [simple('i1'), simple('i4', '<'), simple('f4', '<')];

/** With `str(dtype)` by numpy 2.4. */
const NAMES: readonly (readonly [string, PickleValue])[] = [
  ['float32', f4],
  ['>f4', simple('f4', '>')],
  ['float16', simple('f2', '<')],
  ['float128', simple('f16', '<')],
  ['bool', simple('b1')],
  ['int8', i1],
  ['uint64', simple('u8', '<')],
  ['complex64', simple('c8', '<')],
  ['>c16', simple('c16', '>')],
  ['object', simple('O8', '|', -1, -1, 63)],
  ['<U3', simple('U3', '<', 12, 4, 8)],
  ['>U3', simple('U3', '>', 12, 4, 8)],
  ['<U0', simple('U0', '<', 0, 4, 8)],
  ['|S3', simple('S3', '|', 3, 1, 0)],
  ['|V4', simple('V4', '|', 4, 1, 0)],
  ['datetime64[25s]', time('M8', '<', 's', 25)],
  ['datetime64[ns]', time('M8', '<', 'ns', 1)],
  ['>M8[ms]', time('M8', '>', 'ms', 1)],
  ['timedelta64', time('m8', '<', 'generic', 1)],
  ["[('a', '<i4'), ('b', '>f8')]", struct(12, 16, ['a', i4, 0], ['b', simple('f8', '>'), 4])],
  [
    "{'names': ['a', 'b'], 'formats': ['i1', '<i4'], 'offsets': [0, 4], 'itemsize': 8, 'aligned': True}",
    struct(8, 144, ['a', i1, 0], ['b', i4, 4]),
  ],
  [
    "{'names': ['a'], 'formats': ['i1'], 'offsets': [0], 'itemsize': 3}",
    struct(3, 16, ['a', i1, 0]),
  ],
  ["('<f4', (2, 2))", subarray(16, f4, 2, 2)],
  [
    "[('x', '<f4', (2,)), ('y', 'S2')]",
    struct(10, 16, ['x', subarray(8, f4, 2), 0], ['y', simple('S2', '|', 2, 1, 0), 8]),
  ],
  [
    "[('n', [('p', '<i2')]), ('q', '?')]",
    struct(3, 16, ['n', struct(2, 16, ['p', simple('i2', '<'), 0]), 0], ['q', simple('b1'), 2]),
  ],
];

describe('a numpy dtype', () => {
  for (const [name, value] of NAMES) {
    it(name, () => expect(meant(value)).toEqual({ kind: 'numpy_dtype', name }));
  }

  it('needs no state', () => {
    expect(meant(pickled.call('numpy.dtype', ['f8', false, true]))).toEqual({
      ...{ kind: 'numpy_dtype', name: 'float64' },
    });
  });
});

const NONSENSE: readonly (readonly [string, PickleValue])[] = [
  ['a code that is no text', pickled.call('numpy.dtype', [5])],
  ['an unknown code', simple('q8')],
  ['a code in two parts', simple('f4,i4')],
  ['no size', simple('f')],
  ['two states', pickled.call('numpy.dtype', ['f4'], { states: [tuple(), tuple()] })],
  ['fields that are no dict', dtype('V4', 3, '|', null, tuple('a'), 'fields', 4, 1, 0)],
  ['a field that is not there', dtype('V4', 3, '|', null, tuple('a'), dict(), 4, 1, 0)],
  ['a field of no dtype', struct(4, 16, ['a', 'f4', 0])],
  ['a subarray of no dtype', subarray(4, 'f4', 1)],
];

describe('what is no numpy dtype', () => {
  for (const [what, value] of NONSENSE) {
    it(`${what} stays opaque`, () =>
      expect(meant(value)).toMatchObject({ kind: 'opaque', type: 'numpy.dtype' }));
  }
});

describe('a dtype made to be endless', () => {
  it('that holds itself stays opaque', () => {
    const state = tuple(3, '|', null, null, null, 8, 4, 0);
    const itself = built('numpy.dtype', ['V8', false, true], state);
    state.items[2] = tuple(itself, tuple(2));

    expect(meant(itself)).toMatchObject({ kind: 'opaque' });
  });

  it('nested deep is refused', () => {
    let deep: PickleValue = f4;
    for (let level = 0; level < 100_000; level += 1) deep = subarray(4, deep, 1);

    expect(() => meant(deep)).toThrow(LimitError);
  });

  it('of fields shared again and again stays opaque', () => {
    let shared: PickleValue = f4;
    for (let level = 0; level < 60; level += 1) {
      shared = struct(8, 16, ['a', shared, 0], ['b', shared, 4]);
    }

    expect(meant(shared)).toMatchObject({ kind: 'opaque' });
  });
});
