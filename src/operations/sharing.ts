import type { Storage, Tensor } from '../model/value.ts';
import { viewKey } from '../model/views.ts';
import type { ListedTensor } from './tensor-list.ts';

/** How a tensor shares memory with one that is listed before it. */
export interface Sharing {
  /** The path of the first tensor on the storage. */
  readonly path: string;
  /** The same elements: tied. Otherwise another view of the storage. */
  readonly isTied: boolean;
}

/**
 * The tensors that share their storage with an earlier one. Storages without bytes share nothing, and
 * one tensor that is listed twice shares nothing with itself.
 */
export function sharingOf(tensors: readonly ListedTensor[]): ReadonlyMap<Tensor, Sharing> {
  const firsts = new Map<Storage, { path: string; tensor: Tensor }>();
  const shared = new Map<Tensor, Sharing>();
  for (const { path, tensor } of tensors) {
    if (tensor.kind !== 'tensor' || tensor.storage === null) continue;
    if (tensor.storage.byteLength === 0) continue;
    const first = firsts.get(tensor.storage);
    if (first === undefined) firsts.set(tensor.storage, { path, tensor });
    else if (first.tensor !== tensor) {
      shared.set(tensor, { path: first.path, isTied: viewKey(first.tensor) === viewKey(tensor) });
    }
  }
  return shared;
}
