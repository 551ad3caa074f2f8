import { describe, expect, it } from 'vitest';
import { readWeights } from '../../src/frameworks/common/weights.ts';
import { moduleRows } from '../../src/operations/modules.ts';
import { tensor as anyTensor, dict } from '../support/values.ts';

const tensor = (shape: readonly number[]) => anyTensor(shape, { dtype: 'float32' });

/** A state dict of float32 tensors by name and shape. */
function tensors(shapes: Readonly<Record<string, readonly number[]>>) {
  const entries = Object.entries(shapes).map(([name, shape]) => [name, tensor([...shape])]);
  return readWeights(dict(Object.fromEntries(entries)), '', 'model').tensors;
}

const rows = (shapes: Readonly<Record<string, readonly number[]>>, lines: number) =>
  moduleRows(tensors(shapes), lines).map(
    ({ depth, label, tensorCount, parameterCount }) =>
      `${'  '.repeat(depth)}${label} ${tensorCount} ${parameterCount}`,
  );

const layers = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      [`model.layers.${index}.attn.weight`, [4, 4]],
      [`model.layers.${index}.mlp.weight`, [8, 4]],
    ]).flat(),
  );

describe('weights by module', () => {
  it('are a flat list where there is room for every name', () => {
    expect(rows({ 'a.weight': [2, 3], 'a.bias': [2] }, 16)).toEqual(['a.weight 1 6', 'a.bias 1 2']);
  });

  it('fold modules of the same shapes that differ in their number', () => {
    const shapes = { 'embed.weight': [10, 4], ...layers(32), 'head.weight': [10, 4] };
    expect(rows(shapes, 6)).toEqual([
      ...['embed.weight 1 40', 'model.layers.{0..31} 64 1536'],
      ...['  attn.weight 32 512', '  mlp.weight 32 1024', 'head.weight 1 40'],
    ]);
  });

  it('do not fold what has another shape', () => {
    const shapes = { ...layers(20), 'model.layers.7.mlp.weight': [9, 4] };
    expect(rows(shapes, 2)).toEqual(['model.layers 40 964']);
    expect(rows(shapes, 3)).toEqual([
      ...['model.layers 40 964', '  {0..6,8..19} 38 912', '  7 2 52'],
    ]);
  });

  it('open the heaviest module that fits', () => {
    const shapes = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        [`small.${'abcdefghijklmnopqrst'[index]}`, [1]],
        [`large.${index % 2 === 0 ? 'even' : 'odd'}.${'abcdefghijklmnopqrst'[index]}`, [100]],
      ]).flat(),
    );
    expect(rows(shapes, 4)).toEqual([
      ...['small 20 20', 'large 20 2000', '  even 10 1000', '  odd 10 1000'],
    ]);
  });

  it('count tied tensors where they are first', () => {
    const shared = tensor([4, 4]);
    const { tensors: tied } = readWeights(dict({ a: shared, b: shared }), '', 'model');
    expect(moduleRows(tied, 9).map(({ parameterCount }) => parameterCount)).toEqual([16, 0]);
    expect(moduleRows(tied, 9).map(({ byteLength }) => byteLength)).toEqual([64, 0]);
  });

  it('keep apart a tensor and a module of the same name', () => {
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`a.b${'x'.repeat(index)}`, [2]]),
    );
    expect(rows({ a: [5], ...many }, 3)).toEqual(['a 1 5', 'a 20 40']);
  });

  it('take names of any depth', () => {
    const deep = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`${'m.'.repeat(100_000)}t${index}`, [1]]),
    );
    expect(rows(deep, 4).map((row) => row.length)).toHaveLength(1);
  });
});
