import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sliced } from '../../src/model/slice.ts';
import type { Tensor } from '../../src/model/value.ts';
import { tensor } from '../support/values.ts';

/** Shape, strides and offset of `tensor[index]`, as torch gives them for a `[4, 6]` tensor. */
const VIEWS: readonly (readonly [string, number[], number[], number])[] = [
  ['0', [6], [1], 0],
  ['3', [6], [1], 18],
  ['-1', [6], [1], 18],
  ['2, 5', [], [], 17],
  ['-4, -6', [], [], 0],
  [':', [4, 6], [6, 1], 0],
  ['1:3', [2, 6], [6, 1], 6],
  ['1:', [3, 6], [6, 1], 6],
  [':-1', [3, 6], [6, 1], 0],
  ['-2:', [2, 6], [6, 1], 12],
  ['::2', [2, 6], [12, 1], 0],
  ['1:4:2', [2, 6], [12, 1], 6],
  [':, 2', [4], [6], 2],
  [':, 1:6:2', [4, 3], [6, 2], 1],
  ['0, :5', [5], [1], 0],
  ['..., -1', [4], [6], 5],
  ['0, ...', [6], [1], 0],
  ['...', [4, 6], [6, 1], 0],
  ['0, ..., 1', [], [], 1],
  ['  1 : 3 ,  2 ', [2], [6], 8],
  ['2:99', [2, 6], [6, 1], 12],
  ['-99:2', [2, 6], [6, 1], 0],
];

const REFUSED: readonly string[] = [
  '4',
  '-5',
  '0, 6',
  '0, 0, 0',
  '..., ...',
  '0, 0, ..., 0',
  '::0',
  '::-1',
  '',
  '0,',
  'a',
  'None',
  '1.0',
  '0x1',
  '[0, 1]',
  '1:2:3:4',
];

describe('slicing a tensor', () => {
  const whole = tensor([4, 6], { dtype: 'float32', storageOffset: 100 });

  for (const [index, shape, strides, offset] of VIEWS) {
    it(`[${index}] is a view`, () => {
      const view = sliced(whole, index);

      expect(view).toEqual({ ...whole, shape, strides, storageOffset: 100 + offset });
      expect(view?.storage).toBe(whole.storage);
    });
  }

  for (const index of REFUSED) {
    it(`[${index}] is none`, () => expect(sliced(whole, index)).toBeUndefined());
  }

  it('gives an empty view where Python does', () => {
    expect(sliced(whole, '3:1')?.shape).toEqual([0, 6]);
    expect(sliced(whole, '9:')?.shape).toEqual([0, 6]);
    expect(sliced(tensor([0, 2]), ':')?.shape).toEqual([0, 2]);
    expect(sliced(tensor([0, 2]), '0')).toBeUndefined();
  });

  it('gives none of a tensor without strides, or without dimensions', () => {
    expect(sliced(tensor([2], { strides: null, storage: null }), '0')).toBeUndefined();
    expect(sliced(tensor([2], { shape: null, strides: null }), '0')).toBeUndefined();
    expect(sliced(tensor([]), '0')).toBeUndefined();
    expect(sliced(tensor([]), '...')?.shape).toEqual([]);
  });

  it('finds the elements that lists of indices have', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 3 });
    const bound = fc.option(fc.integer({ min: -7, max: 7 }), { nil: undefined });
    const range = fc.record({ from: bound, to: bound, by: fc.integer({ min: 1, max: 3 }) });
    const selector = fc.oneof(fc.integer({ min: -6, max: 6 }), range);
    fc.assert(
      fc.property(sizes, fc.array(selector, { minLength: 1, maxLength: 4 }), (shape, selectors) => {
        const view = sliced(tensor(shape), selectors.map(spelled).join(', '));

        expect(view && elementsOf(view)).toEqual(naive(shape, selectors));
      }),
      { numRuns: 1000 },
    );
  });
});

interface Range {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly by: number;
}
type Selector = number | Range;

function spelled(selector: Selector): string {
  if (typeof selector === 'number') return String(selector);
  const { from = '', to = '', by } = selector;
  return by === 1 ? `${from}:${to}` : `${from}:${to}:${by}`;
}

/** Chosen one by one on each axis, as Python chooses from a list of its indices. */
function naive(shape: readonly number[], selectors: readonly Selector[]): number[] | undefined {
  if (selectors.length > shape.length) return undefined;
  let elements = [0];
  for (const [axis, size] of shape.entries()) {
    const all = Array.from({ length: size }, (_, index) => index);
    const selector = selectors[axis];
    const chosen =
      typeof selector === 'number'
        ? [all.at(selector)]
        : all
            .slice(selector?.from, selector?.to)
            .filter((_, index) => index % (selector?.by ?? 1) === 0);
    if (chosen.includes(undefined)) return undefined;
    elements = elements.flatMap((element) => chosen.map((index = 0) => element * size + index));
  }
  return elements;
}

function elementsOf({ shape, strides, storageOffset }: Tensor): number[] {
  let elements = [storageOffset];
  for (const [axis, size] of (shape ?? []).entries()) {
    const indices = Array.from({ length: size }, (_, index) => index * (strides?.[axis] ?? 0));
    elements = elements.flatMap((element) => indices.map((step) => element + step));
  }
  return elements;
}
