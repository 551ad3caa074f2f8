/** What the bytes of a file are for. */
import type { OptimizerState, TrainingState, WeightSet } from '../frameworks/training-state.ts';
import { DTYPES } from '../model/dtype.ts';
import type { NdArray, Storage, Tensor, Value } from '../model/value.ts';
import { arraysOf } from '../model/walk.ts';
import { ownWeights } from './weights.ts';

/** Bytes of storages, each counted once, for the first of these that uses it. */
export interface SizeShares {
  readonly weights: number;
  /** Averages and other copies of the weights. */
  readonly copies: number;
  readonly optimizers: number;
  readonly otherTensors: number;
  /** In storages that were saved whole though no tensor reaches all of them. */
  readonly unreferenced: number;
  /** Pickles, names and padding; `undefined` where storages are compressed or not in the file. */
  readonly rest: number | undefined;
}

/** Divides `byteLength` among the parts of `state`; `root` is the tree that it was read from. */
export function sizeShares(root: Value, state: TrainingState, byteLength: number): SizeShares {
  const all = arraysOf([root]);
  const reached = reachedBytes(all);
  const counted = new Set<Storage | NdArray>();
  const take = (arrays: readonly (Tensor | Storage | NdArray)[]): number => {
    let sum = 0;
    for (const array of arrays) {
      const holder = array.kind === 'tensor' ? array.storage : array;
      if (holder === null || counted.has(holder)) continue;
      counted.add(holder);
      sum += holder.kind === 'storage' ? (reached.get(holder) ?? 0) : byteLengthOfArray(holder);
    }
    return sum;
  };
  const weights = take(arraysOf(ownWeights(state).flatMap(valuesOfWeights)));
  const copies = take(arraysOf(state.weights.flatMap(valuesOfWeights)));
  const optimizers = take(arraysOf(state.optimizers.flatMap(valuesOfOptimizer)));
  const otherTensors = take(all);
  let unreferenced = 0;
  for (const [storage, bytes] of reached) unreferenced += storage.byteLength - bytes;
  const rest = byteLength - weights - copies - optimizers - otherTensors - unreferenced;
  const isStored = rest >= 0 && [...reached.keys()].every(({ source }) => source !== null);
  return {
    weights,
    copies,
    optimizers,
    otherTensors,
    unreferenced,
    rest: isStored ? rest : undefined,
  };
}

function valuesOfWeights({ tensors, others }: WeightSet): Value[] {
  return [...tensors.map(({ tensor }) => tensor), ...others.map(({ value }) => value)];
}

function valuesOfOptimizer({ groups, parameters, others }: OptimizerState): Value[] {
  return [
    ...groups.flatMap(({ options }) => [...options.values()]),
    ...parameters.flatMap(({ state }) => [...state.values()]),
    ...others.map(({ value }) => value),
  ];
}

/** Bytes of the elements that an array has in the pickle. */
function byteLengthOfArray({ data }: NdArray): number {
  return data instanceof Uint8Array ? data.byteLength : 0;
}

type Span = readonly [start: number, end: number];

/** How many bytes of each storage something reaches. The gaps of a strided view count as reached. */
function reachedBytes(arrays: readonly (Tensor | Storage | NdArray)[]): Map<Storage, number> {
  const spans = new Map<Storage, Span[]>();
  for (const array of arrays) {
    const storage = array.kind === 'tensor' ? array.storage : array;
    if (storage === null || storage.kind === 'ndarray') continue;
    const span: Span = array.kind === 'tensor' ? spanOf(array, storage) : [0, storage.byteLength];
    const known = spans.get(storage);
    if (known === undefined) spans.set(storage, [span]);
    else known.push(span);
  }
  const reached = new Map<Storage, number>();
  for (const [storage, some] of spans) reached.set(storage, unionLength(some));
  return reached;
}

/** The bytes from the first element to the last, as far as they are in the storage. */
function spanOf({ dtype, shape, strides, storageOffset }: Tensor, { byteLength }: Storage): Span {
  const { blockBytes, blockElements } = DTYPES[dtype];
  // Types whose elements share bytes are saved whole.
  if (shape === null || strides === null || blockElements > 1) return [0, byteLength];
  if (shape.includes(0)) return [0, 0];
  const last = shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0), 0);
  const start = Math.min(storageOffset * blockBytes, byteLength);
  return [start, Math.min((storageOffset + last + 1) * blockBytes, byteLength)];
}

function unionLength(spans: Span[]): number {
  let length = 0;
  let reachedEnd = 0;
  for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
    length += Math.max(0, end - Math.max(start, reachedEnd));
    reachedEnd = Math.max(reachedEnd, end);
  }
  return length;
}
