import type { PickleValue } from '../../decoders/pickle/value.ts';
import type { DType } from '../../model/dtype.ts';
import { tupleItems } from '../python/interpreter.ts';
import { isUntypedStorage, storageDType } from './dtypes.ts';

/** How torch refers from a pickle to the bytes of a storage beside it. */
export interface StorageId {
  readonly dtype: DType;
  readonly untyped: boolean;
  readonly key: string;
  /** Where the storage was: `cpu`, `cuda:0`, `meta`. */
  readonly location: string;
  /** Elements of `dtype`; bytes for an untyped storage. */
  readonly elementCount: number;
  /** Torch 0.1.10 to 0.3: the storage is part of the one that `key` names. */
  readonly view?: { readonly key: string; readonly offset: number; readonly elementCount: number };
}

/**
 * Reads `('storage', type, key, location, element count[, view])`; `undefined` for any other id.
 * A key is an int in a torch.package.
 */
export function storageId(id: PickleValue): StorageId | undefined {
  if (typeof id === 'string') return spelledStorageId(id);
  const [what, type, key, location, elementCount, view = null] = tupleItems(id) ?? [];
  if (what !== 'storage' || typeof type !== 'object' || type?.kind !== 'global') return undefined;
  if (typeof key !== 'string' && typeof key !== 'number') return undefined;
  if (typeof location !== 'string' || !isCount(elementCount)) return undefined;
  const dtype = storageDType(type.name);
  if (dtype === undefined) return undefined;
  const storage = {
    dtype,
    untyped: isUntypedStorage(type.name),
    key: String(key),
    location,
    elementCount,
  };
  if (view === null) return storage;
  const [viewKey, offset, viewCount] = tupleItems(view) ?? [];
  if (typeof viewKey !== 'string' || !isCount(offset) || !isCount(viewCount)) return undefined;
  return { ...storage, view: { key: viewKey, offset, elementCount: viewCount } };
}

/** Protocol 0 has only text for ids: Python’s `str` of the tuple. torch refuses it; it is readable. */
const SPELLED =
  /^\('storage', <class 'torch(?:\.\w+)*\.(\w+)'>, '([^'\\]*)', '([^'\\]*)', (\d+)(?:, None)?\)$/;

function spelledStorageId(text: string): StorageId | undefined {
  const [, className = '', key = '', location = '', digits = ''] = SPELLED.exec(text) ?? [];
  const dtype = storageDType(className);
  const elementCount = Number(digits);
  if (dtype === undefined || !isCount(elementCount)) return undefined;
  return { dtype, untyped: isUntypedStorage(className), key, location, elementCount };
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** The source text that torch 0.1.10 to 1.5 kept beside a class: `('module', class, file, text)`. */
export interface ModuleSource {
  readonly type: PickleValue;
  readonly file: string;
  readonly text: string;
}

export function moduleSource(id: PickleValue): ModuleSource | undefined {
  const items = tupleItems(id) ?? [];
  // The tar files of torch 0.1.1 leave the word out.
  const [type, file, text] = items[0] === 'module' ? items.slice(1) : items;
  if (type === undefined || typeof type !== 'object' || type?.kind !== 'global') return undefined;
  if (typeof file !== 'string' || typeof text !== 'string') return undefined;
  return { type, file, text };
}
