import { describe, expect, it } from 'vitest';
import { isKind, type Value } from '../../../src/model/value.ts';
import { edited } from '../../../src/operations/convert/edit.ts';
import { ConversionError, type Note } from '../../../src/operations/convert/request.ts';
import { selection } from '../../../src/operations/convert/selection.ts';
import { adam, layer } from '../../support/training.ts';
import { dict, list, mapping, tensor } from '../../support/values.ts';

const timm = dict({
  epoch: 3,
  arch: 'resnet',
  state_dict: layer(),
  state_dict_ema: layer(),
  optimizer: adam(),
  version: 2,
  args: dict({}),
});

const namesOf = (root: Value, asked: Parameters<typeof selection>[1] = {}) =>
  selection(root, asked).tensors.map(({ name, path }) => `${name} ← ${path}`);

describe('what is selected', () => {
  it('is the weights that loading takes, or those that are asked for', () => {
    expect(namesOf(timm, { weights: 'ema' })).toEqual([
      'fc.weight ← state_dict_ema.fc.weight',
      'fc.bias ← state_dict_ema.fc.bias',
    ]);
    expect(namesOf(timm, { weights: 'raw' })).toEqual([
      'fc.weight ← state_dict.fc.weight',
      'fc.bias ← state_dict.fc.bias',
    ]);
    expect(namesOf(timm)).toHaveLength(2);
  });

  it('is any part by its path, by names that begin there', () => {
    expect(namesOf(timm, { select: 'optimizer.state' })).toEqual([
      '0.step ← optimizer.state[0].step',
      '0.exp_avg ← optimizer.state[0].exp_avg',
      '0.exp_avg_sq ← optimizer.state[0].exp_avg_sq',
      '1.step ← optimizer.state[1].step',
      '1.exp_avg ← optimizer.state[1].exp_avg',
      '1.exp_avg_sq ← optimizer.state[1].exp_avg_sq',
    ]);
    expect(namesOf(timm, { select: '' })).toContain('state_dict.fc.weight ← state_dict.fc.weight');
  });

  it('has names as they are in the file, whatever they are', () => {
    const odd = dict({ '': tensor([1]), 'a b': tensor([1]), 'x\n': list(tensor([1])) });
    expect(selection(odd, { select: '' }).tensors.map(({ name }) => name)).toEqual([
      '',
      'a b',
      'x\n.0',
    ]);
  });

  it('ends with an error where parts hold one another without end', () => {
    let root: Value = list(tensor([1]));
    for (let level = 0; level < 60; level += 1) root = list(root, root);
    expect(() => selection(root, { select: '' })).toThrow(
      'held in other places more than 1000000 times',
    );
    const cycle: Value[] = [tensor([1])];
    const loop: Value = { kind: 'list', items: cycle };
    cycle.push(loop);
    expect(namesOf(loop, { select: '' })).toHaveLength(1);
  });
});

function edit(root: Value, request: Parameters<typeof edited>[1]) {
  const notes: Note[] = [];
  return { tree: edited(root, request, notes), notes };
}

const keysOf = (value: Value) => (isKind(value, 'mapping') ? [...value.entries.keys()] : []);

describe('edits', () => {
  it('drop parts by what they are for, or by their keys', () => {
    expect(keysOf(edit(timm, { drop: ['optimizer', 'ema', 'arch'] }).tree)).toEqual([
      'epoch',
      'state_dict',
      'version',
      'args',
    ]);
    expect(() => edit(timm, { drop: ['wings'] })).toThrow(ConversionError);
  });

  it('drop nothing where there is nothing', () => {
    expect(edit(layer(), { drop: ['optimizer'] }).notes).toEqual([]);
  });

  it('change a shared value wherever it is held, and keep it shared', () => {
    const shared = dict({ lr: 1 });
    const { tree } = edit(dict({ a: shared, b: list(shared) }), {
      set: [{ path: 'b[0].lr', value: 2 }],
    });
    expect(tree).toEqual(dict({ a: dict({ lr: 2 }), b: list(dict({ lr: 2 })) }));
    const [a, b] = isKind(tree, 'mapping') ? [...tree.entries.values()] : [];
    expect(isKind(b, 'list') && b.items[0]).toBe(a);
  });

  it('reach keys with dots, numbers and quotes', () => {
    const root = dict({ 'a.b': dict({ c: 1 }), n: mapping([7, 'x']), list: list(1, 2) });
    const at = (path: string) => edit(root, { set: [{ path, value: 0 }] }).tree;
    expect(at('a.b.c')).toEqual(
      dict({ 'a.b': dict({ c: 0 }), n: mapping([7, 'x']), list: list(1, 2) }),
    );
    expect(at('n[7]')).toMatchObject({
      entries: new Map<Value, Value>([
        ['a.b', dict({ c: 1 })],
        ['n', mapping([7, 0])],
        ['list', list(1, 2)],
      ]),
    });
    expect(at('["new key"]')).toMatchObject({
      entries: new Map<Value, Value>([
        ['a.b', dict({ c: 1 })],
        ['n', mapping([7, 'x'])],
        ['list', list(1, 2)],
        ['new key', 0],
      ]),
    });
    expect(edit(root, { unset: ['list[0]'] }).tree).toEqual(
      dict({ 'a.b': dict({ c: 1 }), n: mapping([7, 'x']), list: list(2) }),
    );
    expect(() => at('list[5]')).toThrow();
    expect(() => at('no.such.key')).toThrow();
  });
});
