import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/model/value.ts';
import { checkpoint } from '../../support/lightning.ts';
import { marksOf, sectionsOf } from '../../support/sides.ts';
import { dict, float, instance, list, mapping, tensor, tuple } from '../../support/values.ts';

const hyper = (values: Readonly<Record<string, Value>>) =>
  checkpoint({ hyper_parameters: dict(values), state_dict: dict({ w: tensor([2]) }) });

const one = tensor([2, 2]);

/** Pairs that mean the same, and what tells them apart strictly. */
const PAIRS: readonly (readonly [
  what: string,
  left: Value,
  right: Value,
  marks: readonly string[],
])[] = [
  ['1 and 1.0', hyper({ lr: 1 }), hyper({ lr: float(1) }), ['~ lr']],
  ['0.0 and -0.0', hyper({ lr: float(0) }), hyper({ lr: float(-0) }), ['~ lr']],
  [
    'an int and the same beyond 2^53',
    hyper({ seed: 2n ** 60n }),
    hyper({ seed: float(2 ** 60) }),
    ['~ seed'],
  ],
  ['a list and a tuple', hyper({ betas: list(1, 2) }), hyper({ betas: tuple(1, 2) }), ['~ betas']],
  [
    'a number of numpy’s',
    hyper({ lr: { kind: 'numpy_scalar', dtype: 'float64', value: float(0.5) } }),
    hyper({ lr: float(0.5) }),
    [],
  ],
  ['the order of a dict', hyper({ a: 1, b: 2 }), hyper({ b: 2, a: 1 }), ['~ (order)']],
  [
    'a dict and a namespace',
    hyper({ a: dict({ b: 1 }) }),
    hyper({ a: instance('argparse.Namespace', { b: 1 }) }),
    ['~ a'],
  ],
  [
    'tied and equal tensors',
    dict({ a: one, b: one }),
    dict({ a: one, b: tensor([2, 2]) }),
    ['~ b (tied to)'],
  ],
  ['devices', dict({ a: one }), dict({ a: tensor([2, 2], { device: 'cuda:0' }) }), ['~ a']],
];

describe('what means the same', () => {
  for (const [what, left, right, marks] of PAIRS) {
    it(what, async () => {
      expect(marksOf(await sectionsOf(left, right))).toEqual([]);
      expect(marksOf(await sectionsOf(left, right, { isStrict: true }))).toEqual(marks);
    });
  }
});

/** Pairs that do not mean the same, however alike they look. */
const OTHERS: readonly (readonly [what: string, left: Value, right: Value, mark: string])[] = [
  ['a bool and 1', true, 1, '~ x'],
  ['text and a number', '1', 1, '~ x'],
  ['None and nothing', null, '', '~ x'],
  ['2^53 and 2^53 + 1', 2 ** 53, 2n ** 53n + 1n, '~ x'],
  ['a longer list', list(1, 2), list(1, 2, 3), '~ x'],
  ['an item in a list of dicts', list(dict({ a: 1 })), list(dict({ a: 2 })), '~ x[0].a'],
  ['an item more', list(dict({ a: 1 })), list(dict({ a: 1 }), dict({ a: 1 })), '+ x[1]'],
  ['classes', instance('m.A', { a: 1 }), instance('m.B', { a: 1 }), '~ x'],
  ['attributes', instance('m.A', { a: 1 }), instance('m.A', { a: 2 }), '~ x.a'],
  ['keys 0 and "0"', mapping([0, 1], ['k', 1]), mapping(['0', 1], ['k', 1]), '- x[0]'],
];

describe('what does not mean the same', () => {
  for (const [what, left, right, mark] of OTHERS) {
    it(what, async () => {
      const marks = marksOf(await sectionsOf(hyper({ x: left }), hyper({ x: right })));
      expect(marks[0]).toBe(mark);
    });
  }

  it('NaN means NaN', async () => {
    const nan = () => hyper({ x: float(Number.NaN) });
    expect(marksOf(await sectionsOf(nan(), nan()))).toEqual([]);
  });

  it('a value that holds itself is compared once', async () => {
    const entries = new Map<Value, Value>([['a', 1]]);
    const cycle: Value = { kind: 'mapping', type: 'dict', entries };
    entries.set('self', cycle);
    expect(marksOf(await sectionsOf(hyper({ x: cycle }), hyper({ x: cycle })))).toEqual([]);
    const other: Value = {
      kind: 'mapping',
      type: 'dict',
      entries: new Map<Value, Value>([['a', 2]]),
    };
    other.entries instanceof Map && other.entries.set('self', other);
    expect(marksOf(await sectionsOf(hyper({ x: cycle }), hyper({ x: other })))).toEqual(['~ x.a']);
  });

  it('lists of lists without end are compared in no time', async () => {
    const deep = () => {
      let value: Value = list(1, dict({}));
      for (let level = 0; level < 60; level += 1) value = list(value, value);
      return hyper({ x: value });
    };
    expect(marksOf(await sectionsOf(deep(), deep()))).toEqual([]);
  });
});
