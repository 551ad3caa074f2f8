import { describe, expect, it } from 'vitest';
import { trainingStateOf } from '../../src/frameworks/index.ts';
import type { Mapping, Value } from '../../src/model/value.ts';
import { layer, nnModule, stateOf } from '../support/training.ts';
import { at, dict, instance, list, opaque, tensor } from '../support/values.ts';

const float32 = (...shape: readonly number[]) => tensor(shape, { dtype: 'float32' });
const names = (root: Value) =>
  stateOf(root).weights.map(({ path, tensors }) => [path, tensors.map(({ name }) => name)]);

describe('a state dict', () => {
  it('may be all there is', () => {
    const state = stateOf(layer());

    expect(state.framework).toEqual({ id: 'state-dict', title: 'state dict', notes: [] });
    expect(state.weights).toMatchObject([{ path: '', role: 'model', parameterCount: 9 }]);
    expect(state.extra).toEqual([]);
  });

  it('may be wrapped, under any one name, with a config', () => {
    const own = ['fc.weight', 'fc.bias'];

    expect(names(dict({ state_dict: layer() }))).toEqual([['state_dict', own]]);
    expect(names(dict({ 'my weights': dict({ 'a.w': float32(1) }) }))).toEqual([
      ["['my weights']", ['a.w']],
    ]);
    expect(names(dict({ a: layer(), b: layer() }))).toEqual([
      ['a', own],
      ['b', own],
    ]);
    const state = stateOf(dict({ model: layer(), config: dict({ depth: 2 }), classes: list('x') }));
    expect(state.framework.id).toBe('state-dict');
    expect(state.hyperparameters.map(({ path }) => path)).toEqual(['config']);
    expect(state.extra.map(({ path }) => path)).toEqual(['classes']);
  });

  it('is averaged where it counts what it averaged', () => {
    const swa = dict({ n_averaged: tensor([]), 'module.weight': float32(2, 2) });

    expect(stateOf(swa).weights).toMatchObject([{ role: 'averaged' }]);
  });

  it('is no dict of other things', () => {
    for (const root of [
      ...[dict({}), dict({ a: dict({}) }), dict({ a: dict({ b: 1 }) }), list(layer()), null, 3],
      ...[opaque('a.B'), dict({ x: dict({ y: float32(1) }), z: 1 })],
    ]) {
      expect(trainingStateOf(root)).toBeUndefined();
    }
  });
});

describe('a pickled module', () => {
  const linear = (parts: Parameters<typeof nnModule>[1] = {}) =>
    nnModule('torch.nn.modules.linear.Linear', {
      parameters: { weight: float32(2, 3), bias: null },
      ...parts,
    });

  it('has the names of its state dict, and paths that lead through modules', () => {
    const root = nnModule('my.Net', {
      parameters: { scale: float32(1) },
      buffers: { mean: float32(3) },
      modules: { enc: nnModule('a.Sequential', { modules: { '0': linear() } }), none: null },
    });
    const state = stateOf(root);
    const [weights] = state.weights;

    expect(state.framework).toMatchObject({ id: 'module', notes: ['my.Net'] });
    expect(weights?.tensors.map(({ name }) => name)).toEqual(['scale', 'mean', 'enc.0.weight']);
    for (const { path, tensor: found } of weights?.tensors ?? []) {
      expect(at(root, path)).toBe(found);
    }
  });

  it('keeps buffers that are not saved, and tensors of other attributes, apart', () => {
    const shared = float32(4);
    const root = linear({
      buffers: { mask: float32(2), mean: float32(3) },
      transient: ['mask'],
      attributes: { stride: list(shared), again: shared, flat: dict({}), count: 3 },
    });
    const [weights] = stateOf(root).weights;

    expect(weights?.tensors.map(({ name }) => name)).toEqual(['weight', 'mean']);
    expect(weights?.others.map(({ path }) => path)).toEqual(['_buffers.mask', 'stride']);
  });

  it('has all names of a module that is in two places', () => {
    const shared = linear();
    const root = nnModule('my.Net', { modules: { enc: shared, dec: shared } });

    expect(names(root)).toEqual([['', ['enc.weight', 'dec.weight']]]);
    expect(stateOf(root).weights[0]?.parameterCount).toBe(6);
  });

  it('may contain itself', () => {
    const modules = new Map<Value, Value>();
    const inside: Mapping = { kind: 'mapping', type: 'dict', entries: modules };
    const root = instance('my.Net', {
      _parameters: dict({ weight: float32(2) }),
      _buffers: dict({}),
      _modules: inside,
    });
    modules.set('self', root);

    expect(names(root)).toEqual([['', ['weight']]]);
  });

  it('may be shared over and over without end', () => {
    let module = linear();
    for (let depth = 0; depth < 40; depth += 1) {
      module = nnModule('my.Pair', { modules: { a: module, b: module } });
    }

    expect(stateOf(module).weights[0]?.tensors.length).toBeLessThan(100_000);
  });

  it('may be one of the parts of a checkpoint', () => {
    const state = stateOf(dict({ model: linear(), criterion: linear(), epoch: 3 }));

    expect(state.framework.id).toBe('training-loop');
    expect(state.weights.map(({ path }) => path)).toEqual(['model']);
    expect(state.extra.map(({ path }) => path)).toEqual(['criterion']);
  });
});
