import { describe, expect, it } from 'vitest';
import { looksLikeOptimizer, readOptimizer } from '../../../src/frameworks/common/optimizer.ts';
import type { Value } from '../../../src/model/value.ts';
import {
  at,
  dict,
  float,
  instance,
  list,
  mapping,
  opaque,
  sequence,
  tensor,
} from '../../support/values.ts';

const read = (value: Value, path = '') => readOptimizer(value, path, undefined);
const buffer = () => dict({ momentum_buffer: tensor([2], { dtype: 'float32' }) });
const SGD = {
  ...{ lr: float(0.1), momentum: float(0.9), dampening: 0, weight_decay: 0, nesterov: false },
};
const sgd = dict({
  state: mapping([0, buffer()], [2, dict({})]),
  param_groups: list(
    dict({ ...SGD, initial_lr: float(0.5), params: list(0, 1) }),
    dict({ ...SGD, lr: 1, params: list(2) }),
  ),
});

describe('what looks like an optimizer', () => {
  const cases: readonly (readonly [what: string, value: Value, isOne: boolean])[] = [
    ['state and groups', sgd, true],
    [
      'a pickled optimizer',
      instance('torch.optim.sgd.SGD', { state: dict({}), param_groups: list() }),
      true,
    ],
    ['no groups', dict({ state: dict({}) }), false],
    ['groups that are no list', dict({ state: dict({}), param_groups: 1 }), false],
    ['a checkpoint with one', dict({ optimizer: sgd, optimizer_state_dict: sgd, epoch: 1 }), false],
    ['nothing', null, false],
  ];
  for (const [what, value, isOne] of cases) {
    it(`${isOne ? 'is' : 'is not'} ${what}`, () => {
      expect(looksLikeOptimizer(value)).toBe(isOne);
    });
  }
});

describe('an optimizer', () => {
  it('has groups with options', () => {
    const { type, groups, path, others } = read(sgd, 'optimizer_states[0]');
    expect([type, path, others]).toEqual(['SGD', 'optimizer_states[0]', []]);
    expect(groups.map(({ options, ...facts }) => [facts, options.has('params')])).toEqual([
      [
        {
          path: 'optimizer_states[0].param_groups[0]',
          ...{ lr: 0.1, initialLr: 0.5, parameters: [0, 1] },
        },
        false,
      ],
      [
        {
          path: 'optimizer_states[0].param_groups[1]',
          ...{ lr: 1, initialLr: undefined, parameters: [2] },
        },
        false,
      ],
    ]);
    expect([...(groups[1]?.options.keys() ?? [])]).toEqual(Object.keys(SGD));
  });

  it('has parameters in the order of the groups, each where it can be found', () => {
    const { parameters } = read(sgd);
    expect(parameters.map(({ id, path, state }) => [id, path, [...state.keys()]])).toEqual([
      [0, 'state[0]', ['momentum_buffer']],
      [1, 'param_groups[0].params[1]', []],
      [2, 'state[2]', []],
    ]);
    for (const { path } of parameters) expect(() => at(sgd, path)).not.toThrow();
  });

  it('of torch before 1.6 numbers parameters by their addresses', () => {
    const address = 2n ** 60n;
    const value = dict({
      state: mapping([140230000, buffer()], [address, buffer()]),
      param_groups: list(dict({ params: list(address, 140230000) })),
    });
    expect(read(value).parameters.map(({ id, path, state }) => [id, path, state.size])).toEqual([
      [address, `state[${address}]`, 1],
      [140230000, 'state[140230000]', 1],
    ]);
  });

  it('may have its learning rate in a tensor', () => {
    const lr = tensor([], { dtype: 'float32' });
    const lrOf = (value: Value) =>
      read(dict({ state: dict({}), param_groups: list(dict({ lr: value, params: list() })) }))
        .groups[0]?.lr;
    expect(lrOf(lr)).toBe(lr);
    expect([lrOf(tensor([2])), lrOf('x'), lrOf(true), lrOf(null)]).toEqual([
      ...[undefined, undefined, undefined, undefined],
    ]);
  });

  it('keeps what it does not know', () => {
    const value = dict({
      state: mapping([0, buffer()], ['global', 1], [5, buffer()], [1, 'odd']),
      param_groups: list(dict({ params: list(0, 1) }), 'odd'),
      loss_scale: float(2),
      defaults: dict({}),
    });
    const { others, groups, parameters } = read(value, 'o');
    expect(others.map(({ path, name }) => [path, name])).toEqual([
      ['o.param_groups[1]', 'param_groups[1]'],
      ['o.state.global', 'state[global]'],
      ['o.state[5]', 'state[5]'],
      ['o.state[1]', 'state[1]'],
      ['o.loss_scale', 'loss_scale'],
      ['o.defaults', 'defaults'],
    ]);
    expect([groups.length, parameters.length]).toEqual([1, 2]);
  });

  it('within a wrapper is read, and the rest of the wrapper kept', () => {
    const value = dict({
      loss_scaler: opaque('apex.LossScaler'),
      optimizer_state_dict: sgd,
      fp32_from_fp16: list(list(tensor([2], { dtype: 'float32' }))),
    });
    expect(looksLikeOptimizer(value)).toBe(true);
    const { type, path, groups, others } = read(value, 'optimizer');
    expect([type, path, groups[0]?.path]).toEqual([
      ...['SGD', 'optimizer', 'optimizer.optimizer_state_dict.param_groups[0]'],
    ]);
    expect(others.map(({ path: other }) => other)).toEqual([
      ...['optimizer.loss_scaler', 'optimizer.fp32_from_fp16'],
    ]);
  });

  it('is found in a partition of ZeRO', () => {
    const value = dict({ base_optimizer_state: sgd, single_partition_of_fp32_groups: list() });
    expect(looksLikeOptimizer(value)).toBe(true);
    expect(read(value).groups[0]?.path).toBe('base_optimizer_state.param_groups[0]');
  });

  it('that was pickled whole has its parameters themselves as keys', () => {
    const [first, second] = [tensor([2]), tensor([3])];
    const value = instance('torch.optim.sgd.SGD', {
      state: mapping([first, buffer()]),
      param_groups: list(dict({ params: list(first, second), lr: 1 })),
      defaults: dict({ lr: 1 }),
    });
    const { type, parameters, others } = read(value, 'optimizer');
    expect(type).toBe('SGD');
    expect(parameters.map(({ id, path, state }) => [id, path, state.size])).toEqual([
      [0, 'optimizer.param_groups[0].params[0]', 1],
      [1, 'optimizer.param_groups[0].params[1]', 0],
    ]);
    expect(others.map(({ name }) => name)).toEqual(['defaults']);
  });

  it('may hold itself', () => {
    const entries = new Map<Value, Value>([...sgd.entries, ['fp32_copies', list()]]);
    const cyclic: Value = { kind: 'mapping', type: 'dict', entries };
    entries.set('optimizer', cyclic);
    expect(read(cyclic).others.map(({ name }) => name)).toEqual(['fp32_copies', 'optimizer']);
  });

  it('keeps what stands where something else should', () => {
    const odd = dict({ state: list(1), param_groups: 2 });
    expect(read(odd).others.map(({ name }) => name)).toEqual(['state', 'param_groups']);
    const group = dict({ state: dict({}), param_groups: list(dict({ params: 3 })) });
    expect(read(group).groups[0]?.options.get('params')).toBe(3);
  });

  it('of anything is read without a complaint', () => {
    const odd: readonly Value[] = [
      ...[null, 1, 'x', list(), dict({}), tensor([1]), float(NaN)],
      dict({ state: 1, param_groups: 2 }),
      dict({ state: list(1), param_groups: list(null, list(), dict({ params: 3, lr: list() })) }),
      dict({
        state: mapping([null, 1], [float(1), dict({})], [sequence('tuple', 1), 2]),
        param_groups: list(dict({ params: list(null, float(1), true, dict({})) })),
      }),
    ];
    for (const value of odd) expect(read(value).type).toBeUndefined();
    expect(read(odd.at(-1) ?? null).parameters.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
  });
});
