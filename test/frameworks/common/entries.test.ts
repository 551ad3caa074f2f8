import { describe, expect, it } from 'vitest';
import {
  childIndex,
  childPath,
  entriesOf,
  entry,
  intOf,
  isTensor,
  itemsOf,
  namedEntries,
  nameOf,
  numberOf,
  numbersOf,
  partsOf,
  textOf,
} from '../../../src/frameworks/common/entries.ts';
import type { Value } from '../../../src/model/value.ts';
import {
  at,
  bytesValue,
  dict,
  float,
  instance,
  list,
  mapping,
  opaque,
  tensor,
  tuple,
} from '../../support/values.ts';

const numpyScalar = (dtype: string, value: Value): Value => ({
  kind: 'numpy_scalar',
  dtype,
  value,
});
const node = (value: Value) => instance('omegaconf.nodes.AnyNode', { _val: value });
const config = (entries: Readonly<Record<string, Value>>) =>
  instance('omegaconf.dictconfig.DictConfig', { _content: dict(entries), _parent: null });

describe('entries of a value', () => {
  const cases: readonly (readonly [what: string, value: Value, entries: readonly unknown[]])[] = [
    ['a dict', dict({ lr: 1 }), [['lr', 1]]],
    ['a configuration', config({ lr: node(2) }), [['lr', 2]]],
    ['a Namespace', instance('argparse.Namespace', { lr: 3 }), [['lr', 3]]],
    [
      'a subclass of dict, whose attributes are its entries',
      opaque('easydict.EasyDict', { items: [['lr', 4]], state: dict({ lr: 4, extra: 5 }) }),
      [['lr', 4]],
    ],
    [
      'an object with slots',
      opaque('config.Slotted', { state: tuple(null, dict({ lr: 5 })) }),
      [['lr', 5]],
    ],
    [
      'a key that is set twice',
      opaque('x.D', {
        items: [
          ['a', 1],
          ['a', 2],
        ],
      }),
      [['a', 2]],
    ],
  ];
  for (const [what, value, entries] of cases) {
    it(what, () => {
      expect([...entriesOf(value)]).toEqual(entries);
    });
  }

  const none: readonly (readonly [what: string, value: Value | undefined])[] = [
    ['nothing', undefined],
    ['None', null],
    ['text', 'lr'],
    ['a list', list(1)],
    ['a tensor', tensor([1])],
    ['a module', instance('torch.nn.Linear', { _parameters: dict({}), _modules: dict({}) })],
    [
      'a configuration that is missing',
      instance('omegaconf.dictconfig.DictConfig', { _content: '???', _metadata: null }),
    ],
    ['an object that is no more than a call', opaque('x.f', { args: [dict({ lr: 1 })] })],
  ];
  for (const [what, value] of none) {
    it(`none in ${what}`, () => {
      expect(entriesOf(value).size).toBe(0);
      expect(entry(value, 'lr')).toBeUndefined();
    });
  }

  it('cannot be made to look like properties of objects', () => {
    expect(entry(dict({}), 'constructor')).toBeUndefined();
    const hostile = mapping(['__proto__', 1], ['size', 2]);
    expect([entry(hostile, '__proto__'), entry(hostile, 'size')]).toEqual([1, 2]);
  });

  it('have names where their keys are text or ints', () => {
    const value = mapping([0, 'a'], ['0', 'b'], [10n ** 20n, 'c'], [float(1), 'd'], [null, 'e']);
    expect([...namedEntries(value)]).toEqual([
      ['0', 'a'],
      ['100000000000000000000', 'c'],
    ]);
    expect([nameOf('x'), nameOf(3), nameOf(true), nameOf(tuple(1))]).toEqual([
      ...['x', '3', undefined, undefined],
    ]);
  });
});

describe('numbers', () => {
  const cases: readonly (readonly [what: string, Value | undefined, unknown, unknown])[] = [
    ['an int', 3, 3, 3],
    ['a float', float(0.5), 0.5, undefined],
    ['a whole float', float(2), 2, undefined],
    ['an int of numpy', numpyScalar('int64', 7), 7, 7],
    ['a float of numpy', numpyScalar('float32', float(0.25)), 0.25, undefined],
    ['a bool of numpy', numpyScalar('bool', true), undefined, undefined],
    ['a bool', true, undefined, undefined],
    ['an int beyond 2**53', 2n ** 60n, undefined, undefined],
    ['text', '3', undefined, undefined],
    ['None', null, undefined, undefined],
    ['nothing', undefined, undefined, undefined],
    ['a tensor', tensor([]), undefined, undefined],
  ];
  for (const [what, value, number, int] of cases) {
    it(what, () => {
      expect([numberOf(value), intOf(value)]).toEqual([number, int]);
    });
  }

  it('NaN and infinities are floats too', () => {
    expect([NaN, -Infinity].map((value) => numberOf(float(value)))).toEqual([NaN, -Infinity]);
  });

  it('in a list are all numbers, or none', () => {
    expect(numbersOf(list(1, float(0.5)))).toEqual([1, 0.5]);
    expect(numbersOf(tuple(1))).toEqual([1]);
    expect([list(1, 'x'), list(tensor([])), dict({ a: 1 }), undefined].map(numbersOf)).toEqual([
      ...[[], [], [], []],
    ]);
  });
});

describe('other kinds', () => {
  it('items are those of lists, tuples and configurations', () => {
    const listConfig = instance('omegaconf.listconfig.ListConfig', { _content: list(node(1)) });
    expect([list(1), tuple(2), listConfig, dict({}), 'x', undefined].map(itemsOf)).toEqual([
      ...[[1], [2], [1], [], [], []],
    ]);
  });

  it('text is text, tensors are of torch or numpy', () => {
    const array: Value = {
      ...{ kind: 'ndarray', dtype: 'uint8', shape: [1], fortran: false },
      ...{ data: new Uint8Array(1), itemBytes: 1 },
    };
    expect([textOf('x'), textOf(bytesValue(1)), textOf(null)]).toEqual(['x', undefined, undefined]);
    expect([tensor([1]), array, list(), undefined].map(isTensor)).toEqual([
      ...[true, true, false, false],
    ]);
  });
});

describe('paths', () => {
  it('are spelled as the tree spells them', () => {
    expect([childPath('', 'a'), childPath('a', 'b.c'), childPath('a', 'x y')]).toEqual([
      ...['a', 'a.b.c', "a['x y']"],
    ]);
    expect([childIndex('', 0), childIndex('a', 12)]).toEqual(['[0]', 'a[12]']);
  });

  const values: readonly (readonly [what: string, value: Value])[] = [
    ['a dict', mapping(['a', 1], ['b c', 2], [3, 4], [tuple(1, 'x'), 5], [null, 6])],
    ['a name that another begins with', dict({ a: dict({ b: 1 }), 'a.b': 2 })],
    ['a Namespace', instance('argparse.Namespace', { lr: 1, 'a-b': 2, "it's": 3 })],
    ['a configuration', config({ lr: node(1), 'a b': node(2) })],
  ];
  for (const [what, value] of values) {
    it(`lead to the entries of ${what}`, () => {
      const root = dict({ top: value });
      const parts = partsOf(value, 'top');
      expect(parts.map((part) => part.value)).toEqual([...entriesOf(value).values()]);
      expect(parts.map((part) => at(root, part.path))).toEqual(parts.map((part) => part.value));
    });
  }
});
