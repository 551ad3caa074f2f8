/** The values of all tensors that two checkpoints have in common. */
import { inOrder } from '../../bytes/in-order.ts';
import type { Tolerances } from '../../kernels/compare-block.ts';
import { DTYPES, isDType } from '../../model/dtype.ts';
import { elementCount, isKind, type NdArray, type Tensor } from '../../model/value.ts';
import { viewKey } from '../../model/views.ts';
import type { DiffSection, SectionDifference, TensorPair } from '../diff/difference.ts';
import { compareTensors, isComparedBeside, type ValueOptions } from './compare-tensors.ts';
import { type ModuleValues, modulesOf } from './modules.ts';
import type { TensorValues } from './tensor-values.ts';

export interface ValuesDifference extends Tolerances {
  /** Whether tensors that are close count as the same. */
  readonly isCloseSame: boolean;
  /** Those that differ most first. */
  readonly tensors: readonly ComparedPair[];
  /** Parts of the model, those that moved most first. */
  readonly modules: readonly ModuleValues[];
}

export interface ComparedPair {
  readonly section: DiffSection;
  readonly pair: TensorPair;
  readonly values: TensorValues;
}

export interface CompareOptions extends ValueOptions {
  readonly isCloseSame: boolean;
  readonly turn?: () => Promise<void>;
}

/** So many pairs are worked on at a time, so that no worker waits while another finishes. */
const AT_ONCE = 16;

/** Compares the pairs of all sections. Reads both files, and holds a few pieces of each. */
export async function compareValues(
  sections: readonly SectionDifference[],
  options: CompareOptions,
): Promise<ValuesDifference> {
  const { atol, rtol, isCloseSame, onlyWhether = false, isInterrupted = () => false } = options;
  const tensors: ComparedPair[] = [];
  const known = new Known();
  const compare = ({ left, right }: TensorPair) =>
    known.of(left.tensor, right.tensor, () => compareTensors(left.tensor, right.tensor, options));
  // What is large and compared here goes on alone.
  const weightOf = ({ pair: { left, right } }: NamedPair) =>
    isComparedBeside(left.tensor, right.tensor, options) ? 1 : AT_ONCE;
  const work = async ({ name: section, pair }: NamedPair): Promise<ComparedPair | undefined> => {
    await options.turn?.();
    if (isInterrupted()) return undefined;
    return { section, pair, values: await compare(pair) };
  };
  for await (const compared of inOrder(pairsOf(sections), AT_ONCE, weightOf, work)) {
    if (compared === undefined) break;
    tensors.push(compared);
    if (onlyWhether && !isSameValues(compared.values, isCloseSame)) break;
  }
  return {
    atol,
    rtol,
    isCloseSame,
    tensors: tensors.sort(byChange),
    modules: modulesOf(tensors.filter(({ section }) => section === 'weights')),
  };
}

export function isSameValues({ status }: TensorValues, isCloseSame: boolean): boolean {
  return status === 'equal' || (isCloseSame && status === 'close');
}

/** Bytes that comparing takes to read, of both sides. */
export function bytesToCompare(sections: readonly SectionDifference[]): number {
  let total = 0;
  for (const { pair } of pairsOf(sections)) {
    for (const { tensor } of [pair.left, pair.right]) total += byteLengthOf(tensor);
  }
  return total;
}

function byteLengthOf(tensor: Tensor | NdArray): number {
  if (tensor.kind === 'ndarray') return elementCount(tensor) * tensor.itemBytes;
  if (tensor.storage === null || !isDType(tensor.dtype)) return 0;
  const { blockBytes, blockElements } = DTYPES[tensor.dtype];
  return (elementCount(tensor) * blockBytes) / blockElements;
}

interface NamedPair {
  readonly name: DiffSection;
  readonly pair: TensorPair;
}

/** A tensor without elements of its own is compared by its parts: indices and values, scales. */
function* pairsOf(sections: readonly SectionDifference[]): Generator<NamedPair> {
  for (const { name, pairs } of sections) {
    for (const pair of pairs) for (const inner of withParts(pair)) yield { name, pair: inner };
  }
}

function* withParts(pair: TensorPair): Generator<TensorPair> {
  const { left, right } = pair;
  const [a, b] = [partsOf(left.tensor), partsOf(right.tensor)];
  const hasOwn = [left.tensor, right.tensor].every(
    (tensor) => tensor.kind === 'ndarray' || tensor.storage !== null,
  );
  if (hasOwn || a.size === 0 || b.size === 0) yield pair;
  for (const [name, part] of a) {
    const other = b.get(name);
    if (other === undefined || String(other.shape) !== String(part.shape)) continue;
    const named = (side: TensorPair['left'], tensor: Tensor) => ({
      name: `${side.name}.${name}`,
      path: `${side.path}.${name}`,
      tensor,
    });
    yield {
      ...pair,
      name: `${pair.name}.${name}`,
      left: named(left, part),
      right: named(right, other),
    };
  }
}

function partsOf(tensor: Tensor | NdArray): ReadonlyMap<string, Tensor> {
  const parts = new Map<string, Tensor>();
  if (tensor.kind === 'ndarray') return parts;
  for (const [name, part] of tensor.parts ?? []) if (isKind(part, 'tensor')) parts.set(name, part);
  return parts;
}

/** What differs before what is close before what is not known before what is equal. */
const RANKS = { differ: 0, close: 1, unknown: 2, equal: 3 } as const;

function byChange(a: ComparedPair, b: ComparedPair): number {
  const rank = RANKS[a.values.status] - RANKS[b.values.status];
  if (rank !== 0) return rank;
  const [x, y] = [sizeOf(a.values), sizeOf(b.values)];
  return x === y ? 0 : y - x;
}

/** What has no length to compare with, or no numbers, changed as much as can be. */
function sizeOf({ numbers }: TensorValues): number {
  if (numbers === undefined || numbers.nonFinite > 0) return Number.MAX_VALUE;
  return numbers.relativeL2 ?? Number.MAX_VALUE;
}

/** Tied tensors are compared once. */
class Known {
  readonly #values = new Map<unknown, Map<string, Promise<TensorValues>>>();

  of(
    left: Tensor | NdArray,
    right: Tensor | NdArray,
    compare: () => Promise<TensorValues>,
  ): Promise<TensorValues> {
    const owner = ownerOf(left);
    const known = this.#values.get(owner) ?? new Map<string, Promise<TensorValues>>();
    const key = keyOf(left, right, this.#idOf(right));
    const values = known.get(key) ?? compare();
    this.#values.set(owner, known.set(key, values));
    return values;
  }

  readonly #ids = new Map<unknown, number>();

  #idOf(tensor: Tensor | NdArray): number {
    const owner = ownerOf(tensor);
    const id = this.#ids.get(owner) ?? this.#ids.size;
    this.#ids.set(owner, id);
    return id;
  }
}

function ownerOf(tensor: Tensor | NdArray): unknown {
  return tensor.kind === 'tensor' ? (tensor.storage ?? tensor) : tensor;
}

function keyOf(left: Tensor | NdArray, right: Tensor | NdArray, id: number): string {
  const view = (tensor: Tensor | NdArray) => (tensor.kind === 'tensor' ? viewKey(tensor) : '');
  return `${view(left)} ${view(right)} ${id}`;
}
