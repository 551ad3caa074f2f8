import { describe, expect, it } from 'vitest';
import { elementCount, type NdArray, type Sequence, type Value } from '../../src/model/value.ts';
import {
  byteLengthOfTensor,
  dtypeCounts,
  storagesOf,
  tensorsOf,
} from '../../src/operations/tensor-list.ts';
import { dict, list, mapping, opaque, storage, tensor, tuple } from '../support/values.ts';

const array: NdArray = {
  kind: 'ndarray',
  dtype: 'float32',
  shape: [3],
  fortran: false,
  data: new Uint8Array(12),
  itemBytes: 4,
};
const objects: NdArray = { ...array, dtype: 'object', data: [1, 2, 3], itemBytes: 0 };
const half = tensor([2, 3], { dtype: 'float16' });
const values = tensor([5], { dtype: 'float32' });
const indices = tensor([2, 5], { dtype: 'int64' });
const sparse = tensor([10, 10], {
  ...{ dtype: 'float32', layout: 'sparse_coo', storage: null, strides: null },
  parts: new Map<string, Value>([
    ['indices', indices],
    ['values', values],
    ['coalesced', true],
  ]),
});
const nested = tensor([7], {
  ...{ dtype: 'float32', shape: null, strides: null },
  parts: new Map([['values', tensor([7], { dtype: 'float32' })]]),
});

const pathsIn = (root: Value) =>
  tensorsOf(root).map(({ path, name, section }) => [path, name, section]);

describe('the tensors of a tree', () => {
  it('have a path, a name and a section', () => {
    const root = dict({
      epoch: 3,
      sd: dict({ 'a.weight': half, 'a b': half }),
      optimizer: dict({ state: mapping([0, dict({ step: half })]), groups: list(array) }),
      model: opaque('a.B', { args: [half], state: dict({ w: half }) }),
      direct: half,
    });

    expect(pathsIn(root)).toEqual([
      ['sd.a.weight', 'a.weight', 'sd'],
      ["sd['a b']", "'a b'", 'sd'],
      ['optimizer.state[0].step', 'step', 'optimizer'],
      ['optimizer.groups[0]', '[0]', 'optimizer'],
      ['model(0)', '(0)', 'model'],
      ['model.w', 'w', 'model'],
      ['direct', 'direct', 'direct'],
    ]);
  });

  it('are listed wherever they are held, containers only once', () => {
    const shared = list(half);

    expect(pathsIn(dict({ a: half, b: half, c: shared, d: shared })).map(([path]) => path)).toEqual(
      [...['a', 'b', 'c[0]']],
    );
  });

  it('are found in a tree that holds itself', () => {
    const items: Value[] = [half];
    const itself: Sequence = { kind: 'list', items };
    items.push(itself);

    expect(pathsIn(itself)).toEqual([['[0]', '[0]', '[0]']]);
  });

  it('are not the parts of tensors, nor storages', () => {
    expect(pathsIn(tuple(sparse, nested, storage(new Uint8Array(1)), objects))).toEqual([
      ['[0]', '[0]', '[0]'],
      ['[1]', '[1]', '[1]'],
      ['[3]', '[3]', '[3]'],
    ]);
  });

  it('may be the root, or nowhere', () => {
    expect(pathsIn(half)).toEqual([['', '', '']]);
    expect([null, 5, 'x', dict({})].flatMap(pathsIn)).toEqual([]);
  });
});

describe('how large a tensor is', () => {
  const sizes: readonly (readonly [string, Parameters<typeof elementCount>[0], number, number])[] =
    [
      ['strided', half, 6, 12],
      ['without dimensions', tensor([], { dtype: 'int64' }), 1, 8],
      ['empty', tensor([0, 5]), 0, 0],
      ['expanded', tensor([100], { strides: [0], storage: storage(new Uint8Array(1)) }), 100, 100],
      ['two elements a byte', tensor([3, 5], { dtype: 'quint4x2' }), 15, 8],
      ['sparse', sparse, 100, 100],
      ['nested', nested, 7, 28],
      ['nested without a buffer', tensor([1], { shape: null, strides: null }), 0, 0],
      ['an array', array, 3, 12],
      ['an array of objects', objects, 3, 0],
    ];
  for (const [what, value, elements, byteLength] of sizes) {
    it(`${what}: ${elements} elements, ${byteLength} bytes`, () => {
      expect([elementCount(value), byteLengthOfTensor(value)]).toEqual([elements, byteLength]);
    });
  }
});

describe('the storages of tensors', () => {
  it('are listed once, parts and all', () => {
    const tied = { ...half, requiresGrad: true };

    expect([...storagesOf([half, tied, array, sparse])]).toEqual([
      half.storage,
      indices.storage,
      values.storage,
    ]);
  });
});

it('dtypes are counted, the most common first', () => {
  expect(dtypeCounts([half, values, array, indices, sparse])).toEqual([
    { dtype: 'float32', count: 3 },
    { dtype: 'float16', count: 1 },
    { dtype: 'int64', count: 1 },
  ]);
  expect(dtypeCounts([])).toEqual([]);
});
