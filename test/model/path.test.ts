import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../src/model/path.ts';
import type { Opaque, Tensor, Value } from '../../src/model/value.ts';
import { outline } from '../../src/operations/outline.ts';
import { tensorsOf } from '../../src/operations/tensor-list.ts';
import {
  bytesValue,
  dict,
  float,
  instance,
  list,
  mapping,
  opaque,
  sequence,
  tensor,
  tuple,
} from '../support/values.ts';

const weight = tensor([4, 6]);
const scale = tensor([1]);
const quantized = tensor([2], { parts: new Map([['scale', scale]]), attributes: dict({ x: 1 }) });
const config: Opaque = instance('omegaconf.dictconfig.DictConfig', {
  _content: dict({ lr: instance('omegaconf.nodes.AnyNode', { _val: 'rate' }) }),
});
const object = opaque('a.B', {
  args: ['first', 'second'],
  kwargs: new Map([['named', 'by name']]),
  state: dict({ attribute: 'of state' }),
  items: [['key', 'of item']],
  elements: ['element 0', 'element 1'],
});

const ROOT = dict({
  epoch: 3,
  none: null,
  sd: dict({ 'encoder.0.weight': weight, 'encoder.0': 'shorter', q: quantized }),
  groups: list(dict({ lr: float(0.1), betas: tuple('b0', 'b1') })),
  'a key': dict({ 'it\'s "x"\n': 'odd' }),
  '0': 'zero',
  keys: mapping(
    [1, 'one'],
    [-1, 'minus one'],
    [null, 'None'],
    [float(2), 'two'],
    [tuple('a', 1), 'tuple'],
    [bytesValue(0x5d), 'bracket'],
    [sequence('size', 2, 3), 'sizes'],
    ['1', 'text'],
  ),
  object,
  config,
});

const FOUND: readonly (readonly [path: string, value: Value])[] = [
  ['', ROOT],
  ['epoch', 3],
  ['.epoch', 3],
  ['  epoch ', 3],
  ["['epoch']", 3],
  ['["epoch"]', 3],
  ['none', null],
  ['sd.encoder.0.weight', weight],
  ['sd.encoder.0', 'shorter'],
  ['sd["encoder.0.weight"]', weight],
  ["sd['encoder.0.weight']", weight],
  ['sd.q.scale', scale],
  ['sd.q.__dict__.x', 1],
  ['groups[0].lr', float(0.1)],
  ['groups[0]["lr"]', float(0.1)],
  ['groups.0.lr', float(0.1)],
  ['groups[-1].betas[-1]', 'b1'],
  ['groups[0].betas.1', 'b1'],
  ["['a key']['it\\'s \"x\"\\n']", 'odd'],
  ['["a key"]["it\'s \\"x\\"\\x0a"]', 'odd'],
  ['["a\\u0020key"]["it\\x27s \\"x\\"\\U0000000a"]', 'odd'],
  ['0', 'zero'],
  ['keys[1]', 'one'],
  ['keys.1', 'text'],
  ['keys["1"]', 'text'],
  ['keys[-1]', 'minus one'],
  ['keys[None]', 'None'],
  ['keys[2.0]', 'two'],
  ["keys[('a', 1)]", 'tuple'],
  ["keys[b']']", 'bracket'],
  ['keys[torch.Size([2, 3])]', 'sizes'],
  ['object(0)', 'first'],
  ['object(named)', 'by name'],
  ['object.attribute', 'of state'],
  ['object.key', 'of item'],
  ['object["key"]', 'of item'],
  ['object[0]', 'element 0'],
  ['object[-1]', 'element 1'],
  ['config.lr', 'rate'],
];

describe('a path', () => {
  for (const [path, value] of FOUND) {
    it(`${path} leads to its value`, () => expect(valueAt(ROOT, path)).toEqual({ value }));
  }

  it('slices a tensor, and reads nothing', () => {
    const shapes = ['[0, :5]', '[..., -1]', '[1:3][0]', ''].map((slice) => {
      const found = valueAt(ROOT, `sd.encoder.0.weight${slice}`);
      return 'value' in found ? (found.value as Tensor).shape : undefined;
    });

    expect(shapes).toEqual([[5], [4], [6], [4, 6]]);
  });
});

/** JavaScript lists a number’s text first. */
const ROOT_LABELS = [
  ...['0', 'epoch', 'none', 'sd', 'groups', "'a key'", 'keys', 'object', 'config'],
] as const;

type DeadEndCase = readonly [
  path: string,
  reached: string,
  step: string,
  choices?: readonly string[],
];

const DEAD_ENDS: readonly DeadEndCase[] = [
  ['nowhere', '', 'nowhere', ROOT_LABELS],
  ['epoch.x', 'epoch', 'x', []],
  ['groups[1].lr', 'groups', '[1]', ['[0]']],
  ['groups[-2]', 'groups', '[-2]', ['[0]']],
  ['groups[0].nope', 'groups[0]', 'nope', ['lr', 'betas']],
  ['groups[0]["nope"]', 'groups[0]', '["nope"]', ['lr', 'betas']],
  ['sd.encoder.1.bias', 'sd', 'encoder', ['encoder.0.weight', 'encoder.0', 'q']],
  ['sd.encoder.0.weight[4]', 'sd.encoder.0.weight', '[4]', []],
  ['sd.q.zero', 'sd.q', 'zero', ['scale', '__dict__']],
  ['object(2)', 'object', '(2)'],
  ['keys[-2]', 'keys', '[-2]'],
  ['groups[0', 'groups', '[0'],
  [' groups.x', 'groups', 'x', ['[0]']],
  ['__proto__', '', '__proto__'],
];

describe('a path that leads nowhere', () => {
  for (const [path, reached, step, choices] of DEAD_ENDS) {
    it(`${path} ends at ${step}`, () => {
      const wanted = choices === undefined ? { reached, step } : { reached, step, choices };

      expect(valueAt(ROOT, path)).toMatchObject({ deadEnd: wanted });
    });
  }
});

/** Trees of everything that has an inside, with keys that are hard to spell. */
const trees = fc.letrec<{ tree: Value; inside: Value }>((tie) => {
  const name = fc.oneof(
    fc.constantFrom('a', 'b', 'a.b', 'a.b.c', '0', '0.a', '-1', 'a[0]', 'a(0)', '[0]', '.a', ''),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const key = fc.oneof(
    { weight: 4, arbitrary: name as fc.Arbitrary<Value> },
    fc.constantFrom<Value[]>(0, -1, null, true, 2n ** 70n, float(1.5), bytesValue(0x27, 0x5d)),
    fc.tuple(name, fc.nat(2)).map(([text, index]) => tuple(text, index)),
    fc.constantFrom('x', 'y').map((text) => opaque('a.Key', { args: [text] })),
    fc.constant(null).map(() => sequence('size', 1, 2)),
  );
  const items = fc.array(tie('inside'), { maxLength: 3 });
  const pairs = fc.array(fc.tuple(key, tie('inside')), { maxLength: 4 });
  const parts = {
    args: items,
    kwargs: fc.array(fc.tuple(name, tie('inside')), { maxLength: 2 }).map((all) => new Map(all)),
    state: tie('inside'),
    items: pairs,
    elements: items,
  };
  return {
    tree: pairs.map((all) => mapping(...all)),
    inside: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant(null).map(() => tensor([1])),
      fc.constant(null).map(() => tensor([1], { parts: new Map([['b', 1]]) })),
      tie('tree'),
      items.map((all) => list(...all)),
      fc.record(parts, { requiredKeys: [] }).map((some) => opaque('a.B', some)),
    ),
  };
}).tree;

describe('paths as they are listed', () => {
  it('lead back to every tensor', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        for (const { path, tensor: listed } of tensorsOf(tree)) {
          const found = valueAt(tree, path);
          expect('value' in found && found.value === listed, path).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('lead back to every row of an outline', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        for (const { path, value } of outline(tree, { all: true }).rows) {
          const found = valueAt(tree, path);
          expect('value' in found && Object.is(found.value, value), path).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
