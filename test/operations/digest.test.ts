import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import type { Anomaly } from '../../src/model/checkpoint.ts';
import type { NdArray, Storage, Value } from '../../src/model/value.ts';
import { digestsOf } from '../../src/operations/digest.ts';
import { concat } from '../support/bytes.ts';
import { sha256 } from '../support/goldens.ts';
import { dict, storage, tensor } from '../support/values.ts';

async function digests(...roots: Value[]) {
  const anomalies: Anomaly[] = [];
  let read = 0;
  const found = await digestsOf(roots, sha256, {
    anomalies,
    onBytes: (byteLength) => {
      read += byteLength;
    },
  });
  return { found, anomalies, read };
}
const hashed = (...bytes: number[]) =>
  createHash('sha256').update(Uint8Array.from(bytes)).digest('hex');

const source = storage(Uint8Array.of(0, 1, 2, 3));

describe('digests', () => {
  it('are of the elements in row-major order, little-endian', async () => {
    const transposed = tensor([2, 2], { strides: [1, 2], storage: source });
    const big = tensor([2], { dtype: 'int16', storage: { ...source, bigEndian: true } });
    const part = tensor([1], { storage: source });
    const parts = tensor([9], { storage: null, parts: new Map([['values', part]]) });
    const array: NdArray = {
      kind: 'ndarray',
      ...{ dtype: 'uint8', shape: [2], fortran: false, data: Uint8Array.of(7, 8), itemBytes: 1 },
    };
    const { found, anomalies, read } = await digests(
      dict({ transposed, big, parts }),
      array,
      source,
    );

    expect([...found]).toEqual([
      [transposed, hashed(0, 2, 1, 3)],
      [big, hashed(1, 0, 3, 2)],
      [part, hashed(0)],
      [array, hashed(7, 8)],
      [source, hashed(0, 1, 2, 3)],
    ]);
    expect([anomalies, read]).toEqual([[], 4 + 4 + 1 + 2 + 4]);
  });

  it('are of nothing for no elements, and missing where the file has none', async () => {
    const empty = tensor([0, 5]);
    const missing = tensor([2], { storage: { ...source, source: null } });
    const { found, anomalies } = await digests(empty, missing);

    expect([...found]).toEqual([[empty, hashed()]]);
    expect(anomalies).toEqual([]);
  });

  it('are taken once of what stands twice', async () => {
    const twice = tensor([4], { storage: source });

    expect((await digests(dict({ a: twice, b: twice }), twice)).read).toBe(4);
  });

  it('of long tensors are those of all their bytes', async () => {
    const long = concat(...Array.from({ length: 300 }, (_, n) => new Uint8Array(10_000).fill(n)));
    const value = tensor([long.length], { storage: storage(long) });

    expect((await digests(value)).found.get(value)).toBe(
      createHash('sha256').update(long).digest('hex'),
    );
  });
});

describe('a tensor that cannot be read', () => {
  it('becomes an anomaly, and the others are read', async () => {
    const outside = tensor([5], { storage: source });
    const packed = tensor([2], { dtype: 'quint4x2', strides: [2], storage: source });
    const fine = tensor([4], { storage: source });
    const { found, anomalies } = await digests(dict({ outside, packed, fine }));

    expect([...found.keys()]).toEqual([fine]);
    expect(anomalies.map(({ kind, place }) => [kind, place.file])).toEqual([
      ['unreadable-tensor', 'm'],
      ['unreadable-tensor', 'm'],
    ]);
    expect(anomalies[0]?.data.finding).toMatch(/byte 5 .* 4/);
  });

  const broken = (error: Error): Storage => ({
    ...source,
    source: { name: 'm', byteLength: 4, read: () => Promise.reject(error) },
  });

  for (const error of [new SourceError('gone', { file: 'm' }), new TypeError('a bug')]) {
    it(`for a ${error.name} throws it: the file is not to blame`, async () => {
      const value = tensor([4], { storage: broken(error) });

      await expect(digests(value)).rejects.toBe(error);
    });
  }
});
