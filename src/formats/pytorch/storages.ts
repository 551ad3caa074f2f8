import { type ByteSource, windowOf } from '../../bytes/source.ts';
import { DTYPES } from '../../model/dtype.ts';
import type { Storage } from '../../model/value.ts';
import type { PersistentMeaning } from '../python/call.ts';
import { type StorageId, storageId } from './persistent-id.ts';

/** Where a file keeps the bytes of a storage. */
export interface StoredBytes {
  readonly source: ByteSource | null;
  readonly bigEndian?: boolean;
}

export type Locate = (id: StorageId, byteLength: number) => StoredBytes;

/**
 * The storages of one file, each made once: tensors on the same key share it. As in torch, the
 * first id of a key decides its type.
 */
export class StorageBook {
  readonly #locate: Locate;
  readonly #storages = new Map<string, Storage>();

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  storage(id: StorageId): Storage {
    const root = this.#storages.get(id.key) ?? this.#add(id.key, this.#root(id));
    if (id.view === undefined) return root;
    const key = `${id.key}/${id.view.key}`;
    return this.#storages.get(key) ?? this.#add(key, viewOf(root, id.view));
  }

  #add(key: string, storage: Storage): Storage {
    this.#storages.set(key, storage);
    return storage;
  }

  #root(id: StorageId): Storage {
    const { dtype, location: device } = id;
    const byteLength = storageBytes(id);
    if (device === 'meta') return { kind: 'storage', dtype, byteLength, device, source: null };
    const { source, bigEndian } = this.#locate(id, byteLength);
    const storage = { kind: 'storage', dtype, byteLength, device, source } as const;
    return bigEndian === true ? { ...storage, bigEndian } : storage;
  }
}

/** Bytes of a storage. Types whose elements share bytes count bytes in their storages. */
export function storageBytes({ dtype, elementCount }: StorageId): number {
  return elementCount * DTYPES[dtype].blockBytes;
}

function viewOf(root: Storage, view: StorageId['view']): Storage {
  const { offset = 0, elementCount = 0 } = view ?? {};
  const { blockBytes } = DTYPES[root.dtype];
  const start = offset * blockBytes;
  const byteLength = elementCount * blockBytes;
  const source = root.source && windowOf(root.source, start, start + byteLength);
  return { ...root, byteLength, source };
}

/** What a persistent id that names a storage refers to. */
export function storageResolver(storages: StorageBook): PersistentMeaning {
  return (id, interpreter) => {
    const named = storageId(id);
    if (named !== undefined && typeof id === 'string') interpreter.noteOnce('text-persistent-id');
    return named && storages.storage(named);
  };
}
