import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/model/value.ts';
import { sharingOf } from '../../src/operations/sharing.ts';
import { tensorsOf } from '../../src/operations/tensor-list.ts';
import { dict, storage, tensor } from '../support/values.ts';

/** By its path, what each tensor shares with an earlier one. */
function sharing(root: Value) {
  const tensors = tensorsOf(root);
  const shared = sharingOf(tensors);
  return tensors.flatMap(({ path, tensor: listed }) => {
    const found = listed.kind === 'tensor' ? shared.get(listed) : undefined;
    return found === undefined ? [] : [[path, found.path, found.isTied]];
  });
}

describe('tensors that share memory', () => {
  const weight = tensor([2, 3]);
  const tied = { ...weight, requiresGrad: true };
  const transposed = { ...weight, shape: [3, 2], strides: [1, 3] };
  const row = { ...weight, shape: [3], strides: [1], storageOffset: 3 };
  const bits = { ...weight, dtype: 'int8' as const };

  it('name the first, and say whether they are the same elements', () => {
    expect(sharing(dict({ weight, other: tensor([2, 3]), tied, transposed, row, bits }))).toEqual([
      ['tied', 'weight', true],
      ['transposed', 'weight', false],
      ['row', 'weight', false],
      ['bits', 'weight', false],
    ]);
  });

  it('are not one tensor that stands twice, nor numpy arrays, nor tensors without bytes', () => {
    const none = storage(new Uint8Array(0));
    const empty = tensor([0], { storage: none });
    const array: Value = {
      ...{ kind: 'ndarray', dtype: 'uint8', shape: [1], fortran: false },
      ...{ data: new Uint8Array(1), itemBytes: 1 },
    };
    const sparse = tensor([2], { storage: null, strides: null, layout: 'sparse_coo' });

    expect(
      sharing(dict({ weight, again: weight, empty, more: { ...empty }, array, sparse })),
    ).toEqual([]);
  });
});
