import { describe, expect, it } from 'vitest';
import type { NdArray, Sequence, Value } from '../../src/model/value.ts';
import { arraysOf, childrenOf } from '../../src/model/walk.ts';
import {
  dict,
  float,
  list,
  mapping,
  opaque,
  sequence,
  storage,
  tensor,
} from '../support/values.ts';

const [a, b, c, d] = [tensor([1]), tensor([2]), tensor([3]), tensor([4])];
const array: NdArray = {
  kind: 'ndarray',
  dtype: 'object',
  shape: [2],
  fortran: false,
  data: [a, b],
  itemBytes: 0,
};

const CHILDREN: readonly (readonly [what: string, value: Value, inside: readonly Value[]])[] = [
  ['None', null, []],
  ['a text', 'x', []],
  ['a float', float(1), []],
  ['a list', list(a, 1), [a, 1]],
  ['a torch.Size', sequence('size', 2, 3), [2, 3]],
  ['a dict, keys too', mapping(['k', a], [b, 1]), ['k', a, b, 1]],
  ['attributes of a dict', { ...dict({ k: a }), attributes: b }, ['k', a, b]],
  ['a plain tensor', a, []],
  [
    'parts of a tensor, and attributes',
    tensor([1], { parts: new Map([['values', b]]), attributes: c }),
    [b, c],
  ],
  ['an array of objects', array, [a, b]],
  ['an array of numbers', { ...array, data: new Uint8Array(2) }, []],
  ['a numpy scalar', { kind: 'numpy_scalar', dtype: 'object', value: a }, [a]],
  [
    'all of an object',
    opaque('a.B', {
      args: [1, a],
      kwargs: new Map([['k', b]]),
      state: c,
      items: [['key', d]],
      elements: [2],
    }),
    [1, a, b, c, 'key', d, 2],
  ],
  ['an object of nothing', opaque('a.B'), []],
  ['a storage', storage(new Uint8Array(1)), []],
];

describe('the values inside a value', () => {
  for (const [what, value, inside] of CHILDREN) {
    it(`${what}`, () => expect([...childrenOf(value)]).toEqual(inside));
  }
});

describe('everything that has elements', () => {
  it('is found once, in the order of the file, under any number of roots', () => {
    const tree = dict({
      b,
      list: list(a, b),
      array,
      part: tensor([1], { parts: new Map([['s', c]]) }),
    });

    expect(arraysOf([tree, d, tree])).toEqual([b, a, array, tree.entries.get('part'), c, d]);
  });

  it('is found in a tree that holds itself', () => {
    const items: Value[] = [a];
    const itself: Sequence = { kind: 'list', items };
    items.push(itself, opaque('a.B', { state: itself }));

    expect(arraysOf([itself])).toEqual([a]);
  });
});
