import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { MalformedError } from '../../src/errors.ts';
import { firstElements, hasElements } from '../../src/model/first-elements.ts';
import type { NdArray, Storage, Tensor, Value } from '../../src/model/value.ts';
import { logged } from '../support/sources.ts';
import { dict, float, storage, tensor } from '../support/values.ts';

const counted = (length: number) => Uint8Array.from({ length }, (_, index) => index);
const bytes = storage(counted(24));
const array = (parts: Partial<NdArray>): NdArray => ({
  kind: 'ndarray',
  ...{ dtype: 'int8', shape: [2, 2], fortran: true },
  ...{ data: counted(4), itemBytes: 1, ...parts },
});

type Case = readonly [
  what: string,
  value: Tensor | Storage | NdArray,
  most: number,
  values: readonly Value[],
  elementCount: number,
];

const CASES: readonly Case[] = [
  ['the first of many', tensor([4, 6], { storage: bytes }), 3, [0, 1, 2], 24],
  ['all where there are fewer', tensor([2], { storage: bytes }), 9, [0, 1], 2],
  ['none', tensor([2], { storage: bytes }), 0, [], 2],
  ['none of none', tensor([0, 3]), 9, [], 0],
  ['of a transposed view', tensor([3, 2], { strides: [1, 3], storage: bytes }), 4, [0, 3, 1, 4], 6],
  [
    'of floats',
    tensor([1], { dtype: 'float16', storage: storage(Uint8Array.of(0, 0x3c)) }),
    1,
    [float(1)],
    1,
  ],
  [
    'of a big-endian file',
    tensor([1], { dtype: 'int16', storage: { ...bytes, bigEndian: true } }),
    1,
    [1],
    1,
  ],
  ['of a storage', { ...bytes, dtype: 'int16' }, 2, [0x0100, 0x0302], 12],
  ['of an array in Fortran order', array({}), 9, [0, 2, 1, 3], 4],
];

describe('the first elements', () => {
  for (const [what, value, most, values, elementCount] of CASES) {
    it(what, async () => {
      expect(await firstElements(value, most)).toMatchObject({ values, elementCount });
    });
  }

  const without: readonly (readonly [string, Tensor | NdArray])[] = [
    ['that the file does not hold', tensor([2], { storage: { ...bytes, source: null } })],
    ['in parts', tensor([2], { storage: null, layout: 'sparse_coo' })],
    ['that share bytes', tensor([2], { dtype: 'quint4x2', storage: bytes })],
    ['of a dtype of numpy’s own', array({ dtype: '<U1', shape: [1], itemBytes: 4 })],
    ['that are objects', array({ dtype: 'object', data: [1, 2, 3, 4], itemBytes: 0 })],
  ];
  for (const [what, value] of without) {
    it(`are none ${what}`, async () => expect(await firstElements(value, 9)).toBeUndefined());
  }

  it('of a view outside its storage are refused', async () => {
    const outside = tensor([5, 6], { storage: bytes });

    await expect(firstElements(outside, 1)).rejects.toThrow(MalformedError);
  });

  it('need nothing else of a long tensor to be read', async () => {
    const long = new Uint8Array(3 * 2 ** 20);
    const source = logged(memorySource('m', long));
    const own: Storage = { ...storage(long), source };
    await firstElements(tensor([long.length], { storage: own }), 10);

    expect(source.reads).toEqual([[0, 10]]);
  });

  it('are all of them across pieces', async () => {
    const long = counted(2 ** 20 + 5);
    const found = await firstElements(
      tensor([long.length], { storage: storage(long) }),
      long.length,
    );

    expect(found?.values.length).toBe(long.length);
    expect(found?.values.slice(-5)).toEqual([0, 1, 2, 3, 4]);
  });
});

it('tensors, storages and arrays have elements, and nothing else', () => {
  expect([tensor([]), bytes, array({})].map(hasElements)).toEqual([true, true, true]);
  expect([null, 5, 'x', float(1), dict({})].map(hasElements)).toEqual([
    ...[false, false, false, false, false],
  ]);
});
