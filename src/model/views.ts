import type { Storage, Tensor } from './value.ts';

/** Views of storages under the names they were met by. What has no storage is its own. */
export class Views {
  /** Most storages have one view, of which no text need be made. */
  readonly #views = new Map<Storage | Tensor, Named | Map<string, string>>();

  /** The name of an earlier tensor that is the same view; `undefined` adds this one. */
  earlier(tensor: Tensor, name: string): string | undefined {
    const owner = tensor.storage ?? tensor;
    const known = this.#views.get(owner);
    if (known === undefined) {
      this.#views.set(owner, { tensor, name });
      return undefined;
    }
    const views = known instanceof Map ? known : new Map([[viewKey(known.tensor), known.name]]);
    const key = viewKey(tensor);
    const earlier = views.get(key);
    if (earlier === undefined) views.set(key, name);
    this.#views.set(owner, views);
    return earlier;
  }
}

interface Named {
  readonly tensor: Tensor;
  readonly name: string;
}

/** Equal for tensors that are the same elements of one storage. */
export function viewKey({ dtype, storageOffset, shape, strides }: Tensor): string {
  return [dtype, storageOffset, shape, strides].join(':');
}
