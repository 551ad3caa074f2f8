import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/bytes/source.ts';
import { TruncatedError } from '../../../src/errors.ts';
import { Interpreter } from '../../../src/formats/python/interpreter.ts';
import type { StorageId } from '../../../src/formats/pytorch/persistent-id.ts';
import {
  StorageBook,
  type StoredBytes,
  storageBytes,
  storageResolver,
} from '../../../src/formats/pytorch/storages.ts';
import { pickled } from '../../support/pickle-values.ts';

const FOUR: StorageId = {
  ...{ dtype: 'float32', untyped: false, key: '0', location: 'cpu', elementCount: 4 },
};
const bytes = Uint8Array.from({ length: 16 }, (_, index) => index);

/** A book on one file of 16 bytes, and what was asked of the file. */
function book(stored: StoredBytes = { source: memorySource('f', bytes) }) {
  const asked: [key: string, byteLength: number][] = [];
  const storages = new StorageBook(({ key }, byteLength) => {
    asked.push([key, byteLength]);
    return stored;
  });
  return { storages, asked };
}

describe('the storages of a file', () => {
  it('are described by their ids', () => {
    const { storages, asked } = book();
    const storage = storages.storage({ ...FOUR, location: 'cuda:0' });

    expect(storage).toMatchObject({ dtype: 'float32', byteLength: 16, device: 'cuda:0' });
    expect(storage.bigEndian).toBeUndefined();
    expect(asked).toEqual([['0', 16]]);
  });

  it('are one object for one key, and the first id decides', () => {
    const { storages, asked } = book();
    const first = storages.storage(FOUR);

    expect(storages.storage({ ...FOUR, dtype: 'uint8', elementCount: 99 })).toBe(first);
    expect(storages.storage({ ...FOUR, key: '1' })).not.toBe(first);
    expect(asked.map(([key]) => key)).toEqual(['0', '1']);
  });

  it('on the meta device are not looked for', () => {
    const { storages, asked } = book();

    expect(storages.storage({ ...FOUR, location: 'meta' })).toMatchObject({
      ...{ source: null, byteLength: 16, device: 'meta' },
    });
    expect(asked).toEqual([]);
  });

  it('may be missing, or big-endian', () => {
    expect(book({ source: null }).storages.storage(FOUR).source).toBeNull();
    const source = memorySource('f', bytes);
    expect(book({ source, bigEndian: true }).storages.storage(FOUR).bigEndian).toBe(true);
    expect(book({ source, bigEndian: false }).storages.storage(FOUR).bigEndian).toBeUndefined();
  });

  it('may be part of another', async () => {
    const { storages, asked } = book();
    const id = { ...FOUR, view: { key: 'v', offset: 1, elementCount: 2 } };
    const view = storages.storage(id);

    expect(view).toMatchObject({ dtype: 'float32', byteLength: 8 });
    expect([...((await view.source?.read(0, 8)) ?? [])]).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect(storages.storage(id)).toBe(view);
    expect(storages.storage(FOUR)).not.toBe(view);
    expect(asked).toEqual([['0', 16]]);
  });

  it('that are part of another end where they end', async () => {
    const { storages } = book();
    const view = (offset: number, elementCount: number) =>
      storages.storage({ ...FOUR, view: { key: `${offset}`, offset, elementCount } }).source;

    await expect(view(0, 2)?.read(4, 12)).rejects.toThrow(TruncatedError);
    await expect(view(3, 4)?.read(0, 16)).rejects.toThrow(TruncatedError);
    expect(
      book({ source: null }).storages.storage({
        ...FOUR,
        view: { key: 'v', offset: 0, elementCount: 1 },
      }).source,
    ).toBeNull();
  });

  it('have as many bytes as their elements take', () => {
    expect(storageBytes(FOUR)).toBe(16);
    expect(storageBytes({ ...FOUR, dtype: 'uint8', untyped: true })).toBe(4);
    // Of these the count is one of bytes.
    expect(storageBytes({ ...FOUR, dtype: 'quint4x2' })).toBe(4);
  });
});

describe('what a persistent id refers to', () => {
  const { global, tuple } = pickled;
  const interpreter = () => new Interpreter([], { file: 'f', depth: 9 });
  const text = "('storage', <class 'torch.FloatStorage'>, '0', 'cpu', 4)";

  it('is the storage of its key, or nothing', () => {
    const { storages } = book();
    const resolve = storageResolver(storages);
    const id = tuple('storage', global('torch.FloatStorage'), '0', 'cpu', 4);

    expect(resolve(id, interpreter())).toBe(storages.storage(FOUR));
    expect(resolve(tuple('other'), interpreter())).toBeUndefined();
  });

  it('is noted once where ids are text, which torch cannot read', () => {
    const resolve = storageResolver(book().storages);
    const own = interpreter();
    resolve(text, own);
    resolve(text, own);
    resolve('other text', own);

    expect(own.anomalies.map(({ kind }) => kind)).toEqual(['text-persistent-id']);
  });
});
