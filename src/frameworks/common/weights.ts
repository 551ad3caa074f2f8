import { elementCount, isKind, type NdArray, type Value } from '../../model/value.ts';
import { Views } from '../../model/views.ts';
import type { NamedTensor, Part, WeightSet } from '../training-state.ts';
import { isParameter } from './buffers.ts';
import { entriesOf, isTensor, nameOf, partsOf } from './entries.ts';
import { commonPrefixes } from './wrappers.ts';

/**
 * Whether a value is a flat dict of named tensors, and little else. Scalars under plain names are
 * what callbacks keep.
 */
export function looksLikeStateDict(value: Value): boolean {
  const entries = entriesOf(value);
  let tensors = 0;
  let isOfModule = false;
  for (const [key, item] of entries) {
    if (typeof key !== 'string') return false;
    if (!isTensor(item)) continue;
    tensors += 1;
    isOfModule ||= item.shape?.length !== 0 || key.includes('.');
  }
  return isOfModule && 2 * tensors >= entries.size;
}

/** The tensors of a state dict. Dicts of tensors in it are walked, their names joined by dots. */
export function readWeights(value: Value, path: string, role: WeightSet['role']): WeightSet {
  const reader = new WeightReader();
  reader.read(value, path, '');
  const { tensors, others, parameterCount } = reader;
  const prefixes = commonPrefixes(tensors.map(({ name }) => name));
  return { path, role, tensors, others, prefixes, parameterCount };
}

class WeightReader {
  readonly tensors: NamedTensor[] = [];
  readonly others: Part[] = [];
  parameterCount = 0;
  readonly #views = new Views();
  readonly #arrays = new Map<NdArray, string>();
  /** Whether containers that were met hold tensors; `false` while that is being found out. */
  readonly #holdTensors = new Map<Value, boolean>();
  readonly #walked = new Set<Value>();

  read(value: Value, path: string, outerName: string): void {
    this.#walked.add(value);
    for (const part of partsOf(value, path)) {
      const name = outerName === '' ? part.name : `${outerName}.${part.name}`;
      const { value: item } = part;
      if (isTensor(item)) this.#add(name, part.path, item);
      else if (this.#isSection(part.name, item)) this.read(item, part.path, name);
      else this.others.push({ ...part, name });
    }
  }

  #add(name: string, path: string, tensor: NamedTensor['tensor']): void {
    const role = isParameter(name, tensor) ? 'parameter' : 'buffer';
    const tiedTo = this.#earlier(name, tensor);
    if (tiedTo === undefined) this.tensors.push({ name, path, tensor, role });
    else this.tensors.push({ name, path, tensor, role, tiedTo });
    if (role === 'parameter' && tiedTo === undefined) this.parameterCount += elementCount(tensor);
  }

  /** The name of an earlier tensor that is the same elements. Without elements, none is the same. */
  #earlier(name: string, tensor: NamedTensor['tensor']): string | undefined {
    if (elementCount(tensor) === 0) return undefined;
    if (tensor.kind === 'tensor') {
      return tensor.storage?.byteLength === 0 ? undefined : this.#views.earlier(tensor, name);
    }
    const earlier = this.#arrays.get(tensor);
    if (earlier === undefined) this.#arrays.set(tensor, name);
    return earlier;
  }

  /** Tensors in the extra state of a module are not named as its parameters are. */
  #isSection(name: string, value: Value): boolean {
    return name !== '_extra_state' && this.#hasTensors(value) && !this.#walked.has(value);
  }

  #hasTensors(value: Value): boolean {
    if (!isKind(value, 'mapping')) return false;
    const known = this.#holdTensors.get(value);
    if (known !== undefined) return known;
    this.#holdTensors.set(value, false);
    let has = false;
    for (const [key, item] of value.entries) {
      has ||= nameOf(key) !== undefined && (isTensor(item) || this.#hasTensors(item));
    }
    this.#holdTensors.set(value, has);
    return has;
  }
}
