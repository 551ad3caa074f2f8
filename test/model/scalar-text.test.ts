import { describe, expect, it } from 'vitest';
import { scalarText } from '../../src/model/scalar-text.ts';
import { isFlat, isShort } from '../../src/model/short.ts';
import type { NdArray, Value } from '../../src/model/value.ts';
import {
  bytesValue,
  dict,
  float,
  global,
  list,
  mapping,
  opaque,
  sequence,
  storage,
  tensor,
  tuple,
} from '../support/values.ts';

const complex = (real: number, imaginary: number): Value => ({ kind: 'complex', real, imaginary });
const array: NdArray = {
  kind: 'ndarray',
  dtype: 'float32',
  shape: [1],
  fortran: false,
  data: new Uint8Array(4),
  itemBytes: 4,
};
const objects: NdArray = { ...array, dtype: 'object', data: [1], itemBytes: 0 };

/** With `repr(x)` by Python 3.11, where it has one. */
const TEXTS: readonly (readonly [Value, string])[] = [
  [null, 'None'],
  [true, 'True'],
  [false, 'False'],
  [0, '0'],
  [-5, '-5'],
  [2n ** 64n, '18446744073709551616'],
  [-(2n ** 4095n) - 1n, 'an int of more than 4096 bits'],
  [float(2), '2.0'],
  [float(1e-5), '1e-05'],
  [float(Number.NaN), 'nan'],
  ['it', "'it'"],
  ['\u001b[2J', "'\\x1b[2J'"],
  [complex(0, 1), '1j'],
  [complex(-0, 1), '(-0+1j)'],
  [complex(1, -0), '(1-0j)'],
  [complex(0, -0), '-0j'],
  [complex(0, 0), '0j'],
  [complex(1.5, 2), '(1.5+2j)'],
  [complex(-1, -2), '(-1-2j)'],
  [complex(1e-5, 1), '(1e-05+1j)'],
  [complex(Number.NaN, 1), '(nan+1j)'],
  [complex(1e16, Number.POSITIVE_INFINITY), '(1e+16+infj)'],
  [bytesValue(0x61, 0x27, 0x5c, 0, 0xff), "b'a\\'\\\\\\x00\\xff'"],
  [bytesValue(), "b''"],
  [{ kind: 'bytearray', bytes: Uint8Array.of(0x61) }, "bytearray(b'a')"],
  [bytesValue(...new Array<number>(17).fill(0x61)), '17 bytes'],
  [list(), '[]'],
  [list(1, 'a', null), "[1, 'a', None]"],
  [tuple(), '()'],
  [tuple(1), '(1,)'],
  [tuple(float(0.9), float(0.999)), '(0.9, 0.999)'],
  [sequence('set'), 'set()'],
  [sequence('set', 1, 2), '{1, 2}'],
  [sequence('frozenset'), 'frozenset()'],
  [sequence('frozenset', 1), 'frozenset({1})'],
  [sequence('size', 2, 3), 'torch.Size([2, 3])'],
  [list(list(list(list(1)))), '[[[[…]]]]'],
  [list(list(list(tuple(1)))), '[[[(…)]]]'],
  [list(list(list(list()))), '[[[[]]]]'],
  [dict({ a: 1, b: 2 }), '{2 entries}'],
  [opaque('a.B', { args: [1] }), 'a.B'],
  [global('a.b'), 'a.b'],
  [{ kind: 'dtype', name: 'float32' }, 'torch.float32'],
  [{ kind: 'layout', name: 'strided' }, 'torch.strided'],
  [{ kind: 'memory_format', name: 'channels_last' }, 'torch.channels_last'],
  [{ kind: 'qscheme', name: 'per_tensor_affine' }, 'torch.per_tensor_affine'],
  [{ kind: 'device', name: 'cuda:0' }, "device('cuda:0')"],
  [{ kind: 'numpy_dtype', name: 'float32' }, "dtype('float32')"],
  [{ kind: 'numpy_scalar', dtype: 'float64', value: float(0.5) }, 'numpy.float64(0.5)'],
  [tensor([2]), 'tensor'],
  [array, 'ndarray'],
  [storage(new Uint8Array(2)), 'storage'],
];

describe('a value on one line', () => {
  for (const [value, text] of TEXTS) {
    it(text, () => expect(scalarText(value)).toBe(text));
  }

  it('leaves out what is beyond the first items', () => {
    const text = scalarText(list(...Array.from({ length: 40 }, (_, index) => index)));

    expect(text).toMatch(/^\[0, 1, 2, .*31, …\]$/);
  });

  it('takes no time for a list that holds itself, or the same list many times', () => {
    const items: Value[] = [];
    const itself: Value = { kind: 'list', items };
    for (let index = 0; index < 100; index += 1) items.push(itself);

    expect(scalarText(itself).length).toBeLessThan(200_000);
  });
});

type ShortCase = readonly [what: string, value: Value, short: boolean, flat: boolean];

const SHORT: readonly ShortCase[] = [
  ['None', null, true, true],
  ['a long text', 'x'.repeat(1000), true, true],
  ['an empty list', list(), true, true],
  ['a few numbers', list(1, 2, 3), true, true],
  ['a tuple of tuples', tuple(tuple(1, 2), tuple(3)), true, true],
  ['thirteen numbers', list(...new Array<number>(13).fill(1)), false, true],
  ['a few long texts', list('x'.repeat(30), 'y'.repeat(30)), false, true],
  ['a list in a list', list(list(1)), false, false],
  ['a dict in a list', list(dict({})), false, false],
  ['a tensor in a tuple', tuple(tensor([1])), false, false],
  ['an empty dict', dict({}), true, true],
  ['a dict', mapping([1, 2]), false, false],
  ['a tensor', tensor([1]), false, false],
  ['a storage', storage(new Uint8Array(1)), true, true],
  ['an object', opaque('a.B'), false, false],
  ['an array', array, true, true],
  ['an array of objects', objects, false, false],
  ['a torch.Size', sequence('size', 1, 2), true, true],
  ['a set of texts', sequence('set', 'a'), true, true],
];

describe('what is short, and what is flat', () => {
  for (const [what, value, short, flat] of SHORT) {
    it(`${what}: ${short}, ${flat}`, () => {
      expect([isShort(value), isFlat(value)]).toEqual([short, flat]);
    });
  }
});
