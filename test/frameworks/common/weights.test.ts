import { describe, expect, it } from 'vitest';
import { looksLikeStateDict, readWeights } from '../../../src/frameworks/common/weights.ts';
import type { Value } from '../../../src/model/value.ts';
import { at, dict, float, list, mapping, storage, tensor } from '../../support/values.ts';

const weight = (...shape: number[]) => tensor(shape, { dtype: 'float32' });
const read = (value: Value) => readWeights(value, '', 'model');

describe('a state dict', () => {
  const cases: readonly (readonly [what: string, value: Value, isOne: boolean])[] = [
    ['is a dict of tensors', dict({ 'fc.weight': weight(2), 'fc.bias': weight(2) }), true],
    ['may hold as much else', dict({ w: weight(2), _extra_state: null }), true],
    ['but not more', dict({ w: weight(2), a: 1, b: 2 }), false],
    ['may be of one scalar with a dotted name', dict({ 'loss.scale': weight() }), true],
    ['is not the scalars of a callback', dict({ best: weight(), current: weight() }), false],
    ['has names', mapping([0, weight(2)]), false],
    ['is not empty', dict({}), false],
    ['is not a list', list(weight(2)), false],
  ];
  for (const [what, value, isOne] of cases) {
    it(what, () => {
      expect(looksLikeStateDict(value)).toBe(isOne);
    });
  }
});

describe('weights', () => {
  it('have names, paths and roles', () => {
    const { tensors, parameterCount, others } = read(
      dict({
        'conv.weight': weight(2, 3),
        'bn.running_mean': weight(2),
        'bn.num_batches_tracked': tensor([], { dtype: 'int64' }),
        'h.0.attn.bias': weight(1, 1, 4, 4),
        'x.attn.bias': weight(4),
        'q.weight': tensor([5], { dtype: 'qint8' }),
        mask: tensor([7], { dtype: 'bool' }),
      }),
    );
    expect(tensors.map(({ name, role }) => [name, role])).toEqual([
      ['conv.weight', 'parameter'],
      ['bn.running_mean', 'buffer'],
      ['bn.num_batches_tracked', 'buffer'],
      ['h.0.attn.bias', 'buffer'],
      ['x.attn.bias', 'parameter'],
      ['q.weight', 'parameter'],
      ['mask', 'buffer'],
    ]);
    expect([parameterCount, others]).toEqual([6 + 4 + 5, []]);
  });

  it('that are marked as parameters are, whatever their name', () => {
    const marked = tensor([3], { dtype: 'float32', parameter: true });
    expect(read(dict({ running_mean: marked })).tensors[0]?.role).toBe('parameter');
  });

  it('keep what is no tensor as it is', () => {
    const { tensors, others } = readWeights(
      dict({ w: weight(1), _extra_state: dict({ t: weight(2) }), version: 2, l: list(weight(1)) }),
      'model',
      'averaged',
    );
    expect(tensors.map(({ path }) => path)).toEqual(['model.w']);
    expect(others.map(({ name, path }) => [name, path])).toEqual([
      ['_extra_state', 'model._extra_state'],
      ['version', 'model.version'],
      ['l', 'model.l'],
    ]);
  });

  it('inside dicts have dotted names, and paths that lead to them', () => {
    const root = dict({
      encoder: dict({ '0.weight': weight(1), deeper: mapping([3, weight(2)]) }),
      'encoder.x': weight(3),
      options: dict({ depth: 3 }),
    });
    const { tensors, others } = read(root);
    expect(tensors.map(({ name }) => name)).toEqual([
      ...['encoder.0.weight', 'encoder.deeper.3', 'encoder.x'],
    ]);
    for (const { path, tensor: found } of tensors) expect(at(root, path)).toBe(found);
    expect(others.map(({ name }) => name)).toEqual(['options']);
  });

  it('in dicts that hold themselves or are shared are met once', () => {
    const entries = new Map<Value, Value>([['w', weight(1)]]);
    const cyclic: Value = { kind: 'mapping', type: 'dict', entries };
    entries.set('self', cyclic);
    expect(read(cyclic).others.map(({ name }) => name)).toEqual(['self']);

    const inner = dict({ w: weight(1) });
    let tower: Value = inner;
    for (let level = 0; level < 60; level += 1) tower = dict({ a: tower, b: tower });
    const { tensors, others } = read(tower);
    expect([tensors.length, others.length]).toEqual([1, 60]);
  });

  it('are tied where they are the same view of one storage', () => {
    const shared = tensor([2, 3], { dtype: 'float32' });
    const empty = tensor([0], { storage: storage(new Uint8Array(0)) });
    const { tensors, parameterCount } = read(
      dict({
        'embed.weight': shared,
        'head.weight': { ...shared },
        transposed: { ...shared, shape: [3, 2], strides: [1, 3] },
        empty,
        'more.empty': { ...empty },
        again: shared,
      }),
    );
    expect(
      tensors.flatMap(({ name, tiedTo }) => (tiedTo === undefined ? [] : [[name, tiedTo]])),
    ).toEqual([
      ['head.weight', 'embed.weight'],
      ['again', 'embed.weight'],
    ]);
    expect(parameterCount).toBe(12);
  });

  it('may be arrays of numpy', () => {
    const array: Value = {
      ...{ kind: 'ndarray', dtype: 'float32', shape: [3], fortran: false },
      ...{ data: new Uint8Array(12), itemBytes: 4 },
    };
    const { tensors, parameterCount } = read(dict({ a: array, b: array }));
    expect(tensors.map(({ tiedTo }) => tiedTo)).toEqual([undefined, 'a']);
    expect(parameterCount).toBe(3);
  });

  const prefixes: readonly (readonly [names: readonly string[], prefixes: readonly string[]])[] = [
    [['module.a', 'module.b'], ['module.']],
    [
      ['module._orig_mod.a', 'module._orig_mod.b.c'],
      ['module.', '_orig_mod.'],
    ],
    [['_forward_module.module.a'], ['_forward_module.', 'module.']],
    [['_orig_mod.a', 'b'], []],
    [['model.a', 'model.b'], []],
    [['model._orig_mod.a'], []],
    [['modules.a'], []],
  ];
  for (const [names, expected] of prefixes) {
    it(`${names.join(' and ')}: ${expected.join('') || 'no wrapper'}`, () => {
      const entries = Object.fromEntries(names.map((name) => [name, weight(1)]));
      expect(read(dict(entries)).prefixes).toEqual(expected);
    });
  }

  it('of nothing at all are none', () => {
    for (const value of [null, 'x', list(), dict({}), float(1)]) {
      expect(read(value)).toMatchObject({
        tensors: [],
        others: [],
        prefixes: [],
        parameterCount: 0,
      });
    }
  });
});
