import { describe, expect, it } from 'vitest';
import { children, keyStep } from '../../src/model/children.ts';
import type { NdArray, Value } from '../../src/model/value.ts';
import {
  dict,
  float,
  instance,
  list,
  mapping,
  opaque,
  sequence,
  storage,
  tensor,
  tuple,
} from '../support/values.ts';

const stepsOf = (value: Value) => Array.from(children(value), ({ step }) => step);
const labelsOf = (value: Value) => Array.from(children(value), ({ label }) => label);

const array: NdArray = {
  kind: 'ndarray',
  dtype: 'object',
  shape: [2],
  fortran: false,
  data: ['a', 'b'],
  itemBytes: 0,
};
const config = instance('omegaconf.listconfig.ListConfig', { _content: list(1, 2), _parent: null });
const date = (byte: number) => opaque('a.Date', { args: [byte] });

type Case = readonly [what: string, value: Value, steps: readonly string[]];

const STEPS: readonly Case[] = [
  ['None', null, []],
  ['a text', 'abc', []],
  ['a list', list(5, 6), ['[0]', '[1]']],
  ['a set', sequence('set', 5), ['[0]']],
  ['a torch.Size', sequence('size', 5), []],
  ['a dict', dict({ lr: 1, 'encoder.0.weight': 2 }), ['.lr', '.encoder.0.weight']],
  ['keys that need quotes', dict({ 'a b': 1, "it's": 2, '': 3 }), ["['a b']", '["it\'s"]', "['']"]],
  ['keys that look like steps', dict({ 'a[0]': 1, 'a(0)': 2 }), ["['a[0]']", "['a(0)']"]],
  ['keys with odd dots', dict({ '.a': 1, 'a.': 2, 'a..b': 3 }), ["['.a']", "['a.']", "['a..b']"]],
  ['keys for a terminal', dict({ '\u001b[2J': 1 }), ["['\\x1b[2J']"]],
  [
    'keys that are no text',
    mapping([1, 'a'], ['1', 'b'], [null, 'c'], [float(2), 'd'], [tuple('x', 1), 'e']),
    ['[1]', '.1', '[None]', '[2.0]', "[('x', 1)]"],
  ],
  [
    'keys that are spelled alike',
    mapping([date(1), 'a'], [date(2), 'b'], [date(3), 'c']),
    ['[a.Date]', '[a.Date #2]', '[a.Date #3]'],
  ],
  [
    'a container whose name another key begins with',
    dict({ a: list(1), 'a.b': 2, 'a-b': 3, b: list(), 'b.c.d': list() }),
    ["['a']", '.a.b', '.a-b', "['b']", '.b.c.d'],
  ],
  ['a scalar whose name another key begins with', dict({ a: 1, 'a.b': 2 }), ['.a', '.a.b']],
  ['a tensor', tensor([2]), []],
  [
    'a tensor of parts',
    tensor([2], { parts: new Map([['scale', 1]]), attributes: dict({}) }),
    ['.scale', '.__dict__'],
  ],
  ['an array of objects', array, ['[0]', '[1]']],
  ['an array of numbers', { ...array, data: new Uint8Array(2) }, []],
  ['a storage', storage(new Uint8Array(1)), []],
  ['an object with attributes', instance('a.B', { lr: 1, 'a b': 2 }), ['.lr', "['a b']"]],
  [
    'all of an object',
    opaque('a.B', {
      args: [1, 2],
      kwargs: new Map([['k', 3]]),
      state: dict({ x: 4 }),
      items: [['y', 5]],
      elements: [6],
    }),
    ['(0)', '(1)', '(k)', '.x', '.y', '[0]'],
  ],
  [
    'a state of slots',
    opaque('a.B', { state: tuple(dict({ x: 1 }), dict({ y: 2 })) }),
    ['.x', '.y'],
  ],
  ['a state of only slots', opaque('a.B', { state: tuple(null, dict({ y: 2 })) }), ['.y']],
  ['another state', opaque('a.B', { state: tuple(1, 2) }), ['.__setstate__']],
  ['a state of None', opaque('a.B', { state: null }), ['.__setstate__']],
  [
    'an attribute and an item of one name',
    opaque('a.B', { state: dict({ x: 1 }), items: [['x', 2]], elements: [3] }),
    ['.x', '[x #2]', '[0]'],
  ],
  ['an OmegaConf', config, ['[0]', '[1]']],
];

describe('what is inside a value', () => {
  for (const [what, value, steps] of STEPS) {
    it(`${what}: ${steps.join(' ')}`, () => expect(stepsOf(value)).toEqual(steps));
  }

  it('is labelled without what joins it to a path', () => {
    expect(labelsOf(dict({ a: list(), 'a.b': 1, 'x y': 2 }))).toEqual(['a', 'a.b', "'x y'"]);
    expect(labelsOf(list(1))).toEqual(['[0]']);
    expect(labelsOf(opaque('a.B', { args: [1], state: 5 }))).toEqual(['(0)', '__setstate__']);
  });

  it('never has two labels alike', () => {
    const key = opaque('x #2');
    const value = mapping([opaque('x'), 1], [opaque('x'), 2], [key, 3], [opaque('x'), 4]);

    expect(labelsOf(value)).toEqual(['[x]', '[x #2]', '[x #2 #2]', '[x #3]']);
  });

  it('takes no longer for many keys than for few, key by key', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `layer.${index}`);
    const many = mapping(
      ...names.map((name) => [name, list()] as const),
      ...names.map((name) => [`${name}.x`, 1] as const),
    );
    const start = performance.now();

    expect(stepsOf(many)[49_999]).toBe("['layer.49999']");
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('the step to a key', () => {
  it('is a name or in quotes', () => {
    expect(['a', 'a.b', 'a/b:c-d', 'é', '-1'].map(keyStep)).toEqual([
      ...['.a', '.a.b', '.a/b:c-d', "['é']", "['-1']"],
    ]);
  });
});
