import { children, joined } from '../model/children.ts';
import { DTYPES, type DType } from '../model/dtype.ts';
import {
  elementCount,
  type NdArray,
  type Storage,
  type Tensor,
  type Value,
} from '../model/value.ts';

/** A tensor, or a numpy array, and how to reach it. */
export interface ListedTensor {
  /** Leads to it with `--path`. */
  readonly path: string;
  /** The last step of the path: the name in a state dict. */
  readonly name: string;
  /** The first step: the top-level key below which it lies. */
  readonly section: string;
  readonly tensor: Tensor | NdArray;
}

/** What is kept where tensors are looked for in many values that may share what they hold. */
export interface ManyLooks {
  /** Values in which there are none. */
  readonly empty: Set<Value>;
  /** Called with each that is looked into. */
  readonly onLook: (value: Exclude<Value, null | boolean | number | bigint | string>) => void;
}

/**
 * Every tensor of a tree, in the order of the file. A container that is reached in several ways is
 * listed once, at its first place; a tensor is listed wherever it is held.
 */
export function tensorsOf(root: Value, looks?: ManyLooks): ListedTensor[] {
  const found: ListedTensor[] = [];
  const seen = new Set<Value>();
  const visit = (value: Value, path: string, name: string, section: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (value.kind === 'tensor' || value.kind === 'ndarray') {
      found.push({ path, name, section, tensor: value });
      return;
    }
    if (seen.has(value) || looks?.empty.has(value)) return;
    seen.add(value);
    looks?.onLook(value);
    for (const { step, label, value: child } of children(value)) {
      if (typeof child !== 'object') continue;
      visit(child, joined(path, step), label, path === '' ? label : section);
    }
  };
  visit(root, '', '', '');
  if (found.length === 0 && looks !== undefined) for (const value of seen) looks.empty.add(value);
  return found;
}

/** Bytes its elements take: not of the storage it views, and for sparse tensors those of the parts. */
export function byteLengthOfTensor(tensor: Tensor | NdArray): number {
  if (tensor.kind === 'ndarray') {
    return tensor.data instanceof Uint8Array ? tensor.data.byteLength : 0;
  }
  if (tensor.storage === null) {
    return Array.from(tensor.parts?.values() ?? []).reduce<number>(
      (sum, part) => sum + (isTensor(part) ? byteLengthOfTensor(part) : 0),
      0,
    );
  }
  const { blockBytes, blockElements } = DTYPES[tensor.dtype];
  return Math.ceil((elementCount(tensor) * blockBytes) / blockElements);
}

function isTensor(value: Value): value is Tensor {
  return typeof value === 'object' && value?.kind === 'tensor';
}

/** The storages below a value, each once. */
export function storagesOf(tensors: Iterable<Tensor | NdArray>): Set<Storage> {
  const storages = new Set<Storage>();
  for (const tensor of tensors) {
    if (tensor.kind === 'ndarray') continue;
    if (tensor.storage !== null) storages.add(tensor.storage);
    for (const storage of storagesOf(Array.from(tensor.parts?.values() ?? []).filter(isTensor))) {
      storages.add(storage);
    }
  }
  return storages;
}

export interface DTypeCount {
  readonly dtype: DType | string;
  readonly count: number;
}

/** How many tensors there are of each element type, the most common first. */
export function dtypeCounts(tensors: Iterable<Tensor | NdArray>): DTypeCount[] {
  const counts = new Map<string, number>();
  for (const { dtype } of tensors) counts.set(dtype, (counts.get(dtype) ?? 0) + 1);
  return Array.from(counts, ([dtype, count]) => ({ dtype, count })).sort(
    (a, b) => b.count - a.count,
  );
}
