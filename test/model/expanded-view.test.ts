import { describe, expect, it } from 'vitest';
import { LimitError } from '../../src/errors.ts';
import {
  rowMajorBytes,
  type StoredElements,
  storedElements,
} from '../../src/model/tensor-bytes.ts';
import { storage, tensor } from '../support/values.ts';

/** One byte, as often as `shape` has elements: a file of a few bytes may say so. */
function expanded(shape: readonly number[]): StoredElements {
  const strides = shape.map(() => 0);
  return storedElements(
    tensor(shape, { strides, storage: storage(new Uint8Array([7])) }),
  ) as StoredElements;
}

describe('a single byte expanded', () => {
  it('is given in pieces, however long a row is', async () => {
    let longest = 0;
    let first: Uint8Array | undefined;
    for await (const chunk of rowMajorBytes(expanded([1, 2 ** 29]))) {
      longest = Math.max(longest, chunk.length);
      first ??= chunk.slice(0, 2);
    }
    expect(longest).toBeLessThanOrEqual(2 ** 20);
    expect(first).toEqual(new Uint8Array([7, 7]));
  });

  it('is refused where it would take forever', async () => {
    for (const shape of [[2 ** 40], [1, 2 ** 40], [2 ** 20, 2 ** 20]]) {
      const chunks = rowMajorBytes(expanded(shape));
      await expect(chunks.next()).rejects.toMatchObject({ kind: 'expanded-view' });
      await expect(rowMajorBytes(expanded(shape)).next()).rejects.toThrow(LimitError);
    }
  });
});
