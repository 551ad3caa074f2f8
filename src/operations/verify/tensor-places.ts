import { type ByteSource, bottomOf } from '../../bytes/source.ts';
import { isContentError } from '../../errors.ts';
import type { NdArray, Storage, Tensor } from '../../model/value.ts';
import { type ListedTensor, storagesOf } from '../tensor-list.ts';

interface Place {
  readonly start: number;
  readonly paths: readonly string[];
}

/** Which tensors lie where in which file. */
export class TensorPlaces {
  readonly #bySource = new Map<ByteSource, Place[]>();

  static async of(tensors: readonly ListedTensor[]): Promise<TensorPlaces> {
    const places = new TensorPlaces();
    for (const [storage, paths] of pathsByStorage(tensors)) await places.#add(storage, paths);
    return places;
  }

  allPaths(): string[] {
    return [...this.#bySource.values()].flat().flatMap(({ paths }) => paths);
  }

  /** Paths of the tensors whose storages begin in a range of a file, in the order of the tree. */
  between(source: ByteSource, start: number, end: number): string[] {
    const inside = (this.#bySource.get(source) ?? []).filter(
      (place) => place.start >= start && place.start < end,
    );
    return inside.flatMap(({ paths }) => paths);
  }

  /** Paths of the tensors whose storage is the first to begin behind `offset`. */
  after(source: ByteSource, offset: number): readonly string[] {
    const behind = (this.#bySource.get(source) ?? []).filter(({ start }) => start >= offset);
    return (
      behind.reduce<Place | undefined>(
        (first, place) => (first === undefined || place.start < first.start ? place : first),
        undefined,
      )?.paths ?? []
    );
  }

  async #add({ source }: Storage, paths: readonly string[]): Promise<void> {
    if (source === null) return;
    const place = await bottomOfAll(source);
    if (place === undefined) return;
    const known = this.#bySource.get(place.source);
    const added = { start: place.start, paths };
    if (known === undefined) this.#bySource.set(place.source, [added]);
    else known.push(added);
  }
}

function pathsByStorage(tensors: readonly ListedTensor[]): Map<Storage, string[]> {
  const paths = new Map<Storage, string[]>();
  for (const { path, tensor } of tensors) {
    for (const storage of storagesOf([tensor satisfies Tensor | NdArray])) {
      const known = paths.get(storage);
      if (known === undefined) paths.set(storage, [path]);
      else known.push(path);
    }
  }
  return paths;
}

/** Where the bytes come from in a file, inflated or not; `undefined` where they cannot be found. */
async function bottomOfAll(source: ByteSource) {
  try {
    let bottom = await bottomOf(source);
    while (bottom.source.inflates !== undefined) bottom = await bottomOf(bottom.source.inflates);
    return bottom;
  } catch (error) {
    if (!isContentError(error)) throw error;
    return undefined;
  }
}
