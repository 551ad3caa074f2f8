/** Which bytes of storages are written, and where tensors find their elements in them. */
import type { CastTarget } from '../../model/cast.ts';
import { DTYPES, type DType } from '../../model/dtype.ts';
import {
  elementCountOf,
  type NdArray,
  rowMajorStrides,
  type Storage,
  type Tensor,
} from '../../model/value.ts';
import { viewKey } from '../../model/views.ts';
import { bytesDraft, type Draft } from '../draft.ts';
import { elementsOf } from '../elements.ts';

/** A storage as it is written. */
export interface StorageRecord {
  /** Of its elements; `undefined` where tensors of several types are on it. */
  readonly dtype: DType | undefined;
  readonly byteLength: number;
  readonly device: string;
  readonly data: Draft;
}

/** A tensor on a written storage. */
export interface StoredView {
  readonly record: StorageRecord;
  readonly dtype: DType;
  readonly storageOffset: number;
  readonly strides: readonly number[];
  /** Views that torch resolves are resolved where the elements are written anew. */
  readonly isResolved: boolean;
}

export type CastOf = (tensor: Tensor) => CastTarget | undefined;

/**
 * Storages are kept whole, so that what was shared is shared, except where tensors on one are cast
 * differently, or see only parts of it that do not overlap: these get storages of their own.
 */
export class TorchStorages {
  /** Tensors whose elements were taken out of a larger storage. */
  readonly compacted: Tensor[] = [];
  /** Tensors that no longer share what they shared. */
  readonly copied: Tensor[] = [];
  readonly #views = new Map<Tensor, StoredView>();
  readonly #wholes = new Map<Storage, StorageRecord>();

  constructor(values: Iterable<Tensor | Storage | NdArray>, castOf: CastOf) {
    const tensors = new Map<Storage, Tensor[]>();
    const bare = new Set<Storage>();
    for (const value of values) {
      if (value.kind === 'storage') bare.add(value);
      if (value.kind !== 'tensor' || value.storage === null || value.shape === null) continue;
      if (value.storage.device === 'meta') continue;
      const known = tensors.get(value.storage);
      if (known === undefined) tensors.set(value.storage, [value]);
      else known.push(value);
    }
    for (const [storage, some] of tensors) this.#add(storage, some, bare.has(storage), castOf);
  }

  view(tensor: Tensor): StoredView | undefined {
    return this.#views.get(tensor);
  }

  /** A storage that stands in the tree by itself. */
  whole(storage: Storage): StorageRecord {
    const known = this.#wholes.get(storage);
    const record = known ?? wholeRecord(storage, storage.dtype, undefined);
    this.#wholes.set(storage, record);
    return record;
  }

  #add(storage: Storage, tensors: readonly Tensor[], isBare: boolean, castOf: CastOf): void {
    const [first] = tensors;
    if (first === undefined) return;
    const castTo = castOf(first);
    const isUniform = tensors.every(
      (tensor) => tensor.dtype === first.dtype && castOf(tensor) === castTo,
    );
    const isCast = tensors.some((tensor) => castOf(tensor) !== undefined);
    const fits = storage.byteLength % DTYPES[first.dtype].blockBytes === 0;
    if (isBare && !isCast) this.#keep(storage, tensors, this.whole(storage));
    else if (isBare || (!(isUniform && fits) && (isCast || storage.bigEndian === true))) {
      this.#separate(tensors, castOf, this.copied);
    } else if (isApart(storage, tensors)) this.#separate(tensors, castOf, this.compacted);
    else {
      const dtype = isUniform && fits ? first.dtype : undefined;
      this.#keep(storage, tensors, wholeRecord(storage, dtype, castTo));
    }
  }

  #keep(storage: Storage, tensors: readonly Tensor[], record: StorageRecord): void {
    this.#wholes.set(storage, record);
    for (const tensor of tensors) {
      const { storageOffset, strides } = tensor;
      const dtype = castDType(tensor, record);
      const view = { record, dtype, storageOffset, strides: strides ?? [], isResolved: false };
      this.#views.set(tensor, view);
    }
  }

  #separate(tensors: readonly Tensor[], castOf: CastOf, changed: Tensor[]): void {
    const known = new Map<string, StoredView>();
    for (const tensor of tensors) {
      const castTo = castOf(tensor);
      const key = `${viewKey(tensor)} ${tensor.conjugate} ${tensor.negative} ${castTo}`;
      const view = known.get(key) ?? ownView(tensor, castTo);
      known.set(key, view);
      this.#views.set(tensor, view);
      changed.push(tensor);
    }
  }
}

/** A cast storage has the new type for all that is on it. */
function castDType(tensor: Tensor, { dtype }: StorageRecord): DType {
  return dtype !== undefined && dtype !== tensor.storage?.dtype && isFloat(dtype, tensor.dtype)
    ? dtype
    : tensor.dtype;
}

function isFloat(...dtypes: readonly DType[]): boolean {
  return dtypes.every((dtype) => DTYPES[dtype].kind === 'float');
}

function wholeRecord(
  storage: Storage,
  dtype: DType | undefined,
  castTo: CastTarget | undefined,
): StorageRecord {
  const { byteLength, device } = storage;
  const data = elementsOf({ ...storage, dtype: dtype ?? 'uint8' }, castTo);
  const record = { dtype: data?.dtype ?? dtype, byteLength, device };
  if (data === undefined || byteLength === 0)
    return { ...record, data: bytesDraft(new Uint8Array(0)) };
  return {
    ...record,
    dtype: dtype === undefined ? undefined : data.dtype,
    byteLength: data.byteLength,
    data,
  };
}

function ownView(tensor: Tensor, castTo: CastTarget | undefined): StoredView {
  const { shape, dtype } = tensor;
  const elements = elementsOf(tensor, castTo);
  const data = elements ?? bytesDraft(new Uint8Array(0));
  const newDType = elements?.dtype ?? dtype;
  return {
    record: {
      dtype: newDType,
      byteLength: data.byteLength,
      device: tensor.storage?.device ?? 'cpu',
      data,
    },
    dtype: newDType,
    storageOffset: 0,
    strides: rowMajorStrides(shape ?? []),
    isResolved: true,
  };
}

/** Whether tensors see only a part of a storage, and no two of them the same. */
function isApart(storage: Storage, tensors: readonly Tensor[]): boolean {
  const spans = new Map<string, readonly [start: number, end: number]>();
  for (const tensor of tensors) {
    const { shape, strides, dtype, storageOffset } = tensor;
    const { blockBytes, blockElements } = DTYPES[dtype];
    if (shape === null || strides === null || blockElements > 1) return false;
    const count = elementCountOf(shape);
    const reach = shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0), 1);
    // An expanded view has more elements than its storage: it stays one.
    if (count > reach) return false;
    const start = count === 0 ? 0 : storageOffset * blockBytes;
    spans.set(viewKey(tensor), [start, count === 0 ? 0 : start + reach * blockBytes]);
  }
  let end = 0;
  let total = 0;
  for (const [from, to] of [...spans.values()].sort(([a], [b]) => a - b)) {
    if (from < end) return false;
    end = Math.max(end, to);
    total += to - from;
  }
  return total < storage.byteLength;
}
