import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/model/value.ts';
import { firstFolded, foldedChildren } from '../../src/operations/fold.ts';
import { dict, instance, list, mapping, opaque, tensor } from '../support/values.ts';

const weight = () => tensor([8, 8], { dtype: 'float32' });
/** What is shown of a value: each label, with how many it stands for where that is not one. */
const shown = (value: Value) =>
  foldedChildren(value).map(({ label, count }) => (count === 1 ? label : `${label} ×${count}`));
const named = (...names: string[]) =>
  dict(Object.fromEntries(names.map((name) => [name, weight()])));
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

const CASES: readonly (readonly [what: string, value: Value, rows: readonly string[]])[] = [
  [
    '48 layers',
    named(...numbers(48).flatMap((n) => [`layers.${n}.weight`, `layers.${n}.bias`])),
    ['layers.{0..47}.weight ×48', 'layers.{0..47}.bias ×48'],
  ],
  [
    'layers and experts',
    named(...numbers(4).flatMap((n) => numbers(3).map((e) => `layers.${n}.experts.${e}.w`))),
    ['layers.{0..3}.experts.{0..2}.w ×12'],
  ],
  ['a list', list(weight(), weight(), weight(), weight()), ['[{0..3}] ×4']],
  ['numbers with gaps', named('l.0.w', 'l.1.w', 'l.3.w', 'l.7.w'), ['l.{0..1,3,7}.w ×4']],
  ['numbers out of order', named('l.10.w', 'l.9.w', 'l.8.w'), ['l.{8..10}.w ×3']],
  [
    'one number that does not vary',
    named('a.0.l.0.w', 'a.0.l.1.w', 'a.0.l.2.w'),
    ['a.0.l.{0..2}.w ×3'],
  ],
  ['only two', named('l.0.w', 'l.1.w'), ['l.0.w', 'l.1.w']],
  ['a grid with a hole', named('a.0.b.0', 'a.0.b.1', 'a.1.b.0'), ['a.0.b.0', 'a.0.b.1', 'a.1.b.0']],
  ['numbers inside words', named('layer0', 'layer1', 'layer2'), ['layer0', 'layer1', 'layer2']],
  [
    'numbers with zeros in front',
    named('l.00.w', 'l.01.w', 'l.02.w'),
    ['l.00.w', 'l.01.w', 'l.02.w'],
  ],
  [
    'numbers beyond 2**53',
    named(...['1', '2', '3'].map((n) => `l.900719925474099${n}.w`)),
    ['l.9007199254740991.w', 'l.9007199254740992.w', 'l.9007199254740993.w'],
  ],
  [
    'a name that looks like a fold',
    named('a.#.1', 'a.0.1', 'a.2.1'),
    ["'a.#.1'", 'a.0.1', 'a.2.1'],
  ],
  [
    'scalars, which say something each',
    mapping([0, 'a'], [1, 'b'], [2, 'c']),
    ['[0]', '[1]', '[2]'],
  ],
  [
    'dicts of the same keys',
    list(...numbers(3).map((n) => dict({ lr: n, step: n }))),
    ['[{0..2}] ×3'],
  ],
  [
    'dicts of other keys',
    list(dict({ lr: 1 }), dict({ step: 1 }), dict({ step: 1 })),
    ['[0]', '[1]', '[2]'],
  ],
  [
    'an optimizer’s state',
    mapping(...numbers(28).map((n) => [n, dict({ step: n, exp_avg: weight() })] as const)),
    ['[{0..27}] ×28'],
  ],
  [
    'objects of a class with the same attributes',
    list(...numbers(3).map((n) => instance('a.B', { x: n }))),
    ['[{0..2}] ×3'],
  ],
  [
    'objects without a state',
    list(...numbers(3).map((n) => opaque('a.B', { args: [n] }))),
    ['[0]', '[1]', '[2]'],
  ],
];

describe('children that differ only in numbers', () => {
  for (const [what, value, rows] of CASES) {
    it(`${what}`, () => expect(shown(value)).toEqual(rows));
  }

  it('of another shape or dtype stay apart', () => {
    const odd = tensor([9, 9], { dtype: 'float32' });
    const half = tensor([8, 8], { dtype: 'float16' });
    const value = dict({
      ...{ 'l.0.w': weight(), 'l.1.w': weight(), 'l.2.w': weight() },
      ...{ 'l.3.w': odd, 'l.4.w': half },
    });

    expect(shown(value)).toEqual(['l.{0..2}.w ×3', 'l.3.w', 'l.4.w']);
  });

  it('stand at the place of the first', () => {
    const value = named('a', 'l.0.w', 'b', 'l.1.w', 'l.2.w', 'c');

    expect(shown(value)).toEqual(['a', 'l.{0..2}.w ×3', 'b', 'c']);
  });

  it('have the ranges in their step, and show the first', () => {
    const value = named('l.0.w', 'l.1.w', 'l.2.w');
    const [fold] = foldedChildren(value);

    expect(fold).toMatchObject({ step: '.l.{0..2}.w', count: 3 });
    expect(fold?.value).toBe(value.entries.get('l.0.w'));
  });

  it('are a fold for each complete grid, a last layer that is cut off one of its own', () => {
    const rows = [];
    for (let layer = 0; layer < 5; layer += 1) {
      for (let expert = 0; expert < (layer === 4 ? 3 : 8); expert += 1) {
        rows.push(`l.${layer}.e.${expert}.w`);
      }
    }
    const value = named(...rows);

    expect(shown(value)).toEqual(['l.{0..3}.e.{0..7}.w ×32', 'l.4.e.{0..2}.w ×3']);
  });

  it('are shown one by one where a grid of them is small', () => {
    const value = named('l.0.e.0.w', 'l.0.e.1.w', 'l.1.e.5.w');

    expect(shown(value)).toEqual(['l.0.e.0.w', 'l.0.e.1.w', 'l.1.e.5.w']);
  });
});

describe('the first rows', () => {
  it('are kept, and of the rest how many there are', () => {
    const { rows, more } = firstFolded(list(...numbers(10_000)), 37);
    expect(rows.map(({ label }) => label)).toEqual(numbers(37).map((index) => `[${index}]`));
    expect(more).toBe(10_000 - 37);
  });

  it('leave no tensors out of their folds', () => {
    const weights = numbers(100).map(() => weight());
    const { rows, more } = firstFolded(list(...weights, ...numbers(10)), 3);
    expect(rows.map(({ label, count }) => [label, count])).toEqual([
      ['[{0..99}]', 100],
      ['[100]', 1],
      ['[101]', 1],
      ['[102]', 1],
    ]);
    expect(more).toBe(7);
  });
});
