import { isContentError } from '../../errors.ts';
import { COMPARED_SIZE, compareBlock, type Tolerances } from '../../kernels/compare-block.ts';
import { BLOCK_ELEMENTS } from '../../kernels/moments.ts';
import { type DType, isDType } from '../../model/dtype.ts';
import {
  CHUNK_BYTES,
  rowMajorBytes,
  type StoredElements,
  storedElements,
} from '../../model/tensor-bytes.ts';
import { elementCountOf, type NdArray, type Tensor } from '../../model/value.ts';
import type { ReduceWorkers } from '../workers.ts';
import { type Fill, fillOf } from './fill.ts';
import { compareInStretches, isForWorkers } from './in-stretches.ts';
import { addOneByOne } from './large-elements.ts';
import { lockstep, type Step } from './lockstep.ts';
import { borrowed, givenBack, inTurn } from './pieces.ts';
import { areSameBytes } from './same-bytes.ts';
import { Sums } from './sums.ts';
import type { TensorValues } from './tensor-values.ts';

export interface ValueOptions extends Tolerances {
  readonly onBytes?: (byteLength: number) => void;
  /** Stop at the first difference: whether there is one is all that is asked. */
  readonly onlyWhether?: boolean;
  /** What compares large tensors beside us; the numbers are the same without. */
  readonly workers?: ReduceWorkers | undefined;
  readonly isInterrupted?: (() => boolean) | undefined;
}

/**
 * Compares the values of two tensors of one shape. Streams both and holds a few pieces of each; where
 * the types are the same, bytes that are the same are not looked at as numbers.
 */
export async function compareTensors(
  left: Tensor | NdArray,
  right: Tensor | NdArray,
  options: ValueOptions,
): Promise<TensorValues> {
  const a = storedElements(left);
  const b = storedElements(right);
  const elementCount = a === undefined ? 0 : elementCountOf(a.shape);
  if (a === undefined || b === undefined) {
    return { status: 'unknown', elementCount, reason: 'the file has no values for it' };
  }
  try {
    return await new Comparison(a, b, elementCount, options).run();
  } catch (error) {
    if (!isContentError(error)) throw error;
    return { status: 'unknown', elementCount, reason: error.finding };
  }
}

/** Whether comparing two tensors takes little of this thread: others compare them, or they are small. */
export function isComparedBeside(
  left: Tensor | NdArray,
  right: Tensor | NdArray,
  options: ValueOptions,
): boolean {
  if (options.workers === undefined || options.onlyWhether) return false;
  const [a, b] = [storedElements(left), storedElements(right)];
  if (a === undefined || b === undefined) return true;
  const count = elementCountOf(a.shape);
  const isSmall = count * Math.max(a.elementBytes, b.elementBytes) < CHUNK_BYTES;
  return isSmall || isForWorkers([a, b], count, options);
}

/** Elements are turned to float64 a block at a time: both blocks stay in the processor’s cache. */
const XS = new Float64Array(BLOCK_ELEMENTS);
const YS = new Float64Array(BLOCK_ELEMENTS);
const RECORD = new Float64Array(COMPARED_SIZE);

class Comparison {
  readonly #left: StoredElements;
  readonly #right: StoredElements;
  readonly #elementCount: number;
  readonly #options: ValueOptions;
  readonly #sums: Sums;

  constructor(left: StoredElements, right: StoredElements, count: number, options: ValueOptions) {
    this.#left = left;
    this.#right = right;
    this.#elementCount = count;
    this.#options = options;
    this.#sums = new Sums(options);
  }

  async run(): Promise<TensorValues> {
    const { workers, isInterrupted } = this.#options;
    const sides = [this.#left, this.#right];
    if (workers !== undefined && isForWorkers(sides, this.#elementCount, this.#options)) {
      const options = { ...this.#options, workers };
      const [a, b, count] = [this.#left, this.#right, this.#elementCount];
      const done = await compareInStretches(a, b, count, options, this.#sums);
      if (done === 'added') return this.#answer();
      if (done === 'same') return { status: 'equal', elementCount: this.#elementCount };
      if (isInterrupted?.())
        return { status: 'unknown', elementCount: count, reason: 'interrupted' };
    }
    return this.#streamed();
  }

  async #streamed(): Promise<TensorValues> {
    const { onBytes = () => {}, onlyWhether = false } = this.#options;
    const isOneType = this.#left.dtype === this.#right.dtype;
    let isSame = isOneType;
    for await (const step of this.#steps(this.#left, this.#right)) {
      onBytes(step.left.byteLength + step.right.byteLength);
      if (isSame && areSameBytes(step.left, step.right)) continue;
      if (isSame) {
        isSame = false;
        if (!this.#hasNumbers() || (onlyWhether && !this.#add(step))) return this.#bytesOnly();
        if (onlyWhether && !this.#sums.isEqual) return this.#answer();
        if (onlyWhether) continue;
        await this.#addEqual(step.from);
      } else if (!this.#hasNumbers()) {
        return { status: 'unknown', elementCount: this.#elementCount, reason: this.#mixed() };
      }
      this.#add(step);
      if (onlyWhether && !this.#sums.isEqual) break;
    }
    return isSame ? { status: 'equal', elementCount: this.#elementCount } : this.#answer();
  }

  #answer(): TensorValues {
    const numbers = this.#sums.numbers(this.#elementCount);
    const elementCount = this.#elementCount;
    if (this.#sums.isEqual) return { status: 'equal', elementCount };
    return { status: this.#sums.isClose ? 'close' : 'differ', elementCount, numbers };
  }

  #bytesOnly(): TensorValues {
    const reason = `the bytes differ; elements of ${this.#left.dtype} are not compared one by one`;
    return { status: 'differ', elementCount: this.#elementCount, reason };
  }

  #mixed(): string {
    return `${this.#left.dtype} and ${this.#right.dtype} cannot be compared`;
  }

  async *#steps(left: StoredElements, right: StoredElements): AsyncGenerator<Step> {
    const [a, b] = [borrowed(), borrowed()];
    try {
      yield* lockstep(
        rowMajorBytes(left, inTurn(a)),
        rowMajorBytes(right, inTurn(b)),
        left.elementBytes,
        right.elementBytes,
      );
    } finally {
      givenBack(a, b);
    }
  }

  #hasNumbers(): boolean {
    return [this.#left, this.#right].every(
      ({ dtype, packed }) =>
        !packed && isDType(dtype) && (fillOf(dtype) !== undefined || isLarge(dtype)),
    );
  }

  /** The elements before the first that differs: their length is part of the whole’s. */
  async #addEqual(until: number): Promise<void> {
    if (until === 0) return;
    for await (const { left, count, from } of this.#steps(this.#left, this.#left)) {
      const wanted = Math.min(count, until - from);
      if (wanted <= 0) return;
      this.#add({ left, right: left, count: wanted, from }, this.#left);
    }
  }

  /** Whether the elements could be compared. */
  #add({ left, right, count }: Step, rightElements = this.#right): boolean {
    const { dtype: a } = this.#left;
    const { dtype: b } = rightElements;
    if (!isDType(a) || !isDType(b)) return false;
    const [fillLeft, fillRight] = [fillOf(a), fillOf(b)];
    if (fillLeft === undefined || fillRight === undefined) {
      const sides = [left, right].map((bytes, index) => ({
        dtype: index === 0 ? a : b,
        bytes,
        start: 0,
      }));
      const [x, y] = sides;
      return x !== undefined && y !== undefined && addOneByOne(x, y, count, this.#sums);
    }
    this.#addBlocks({ left, right, count }, fillLeft, fillRight);
    return true;
  }

  #addBlocks(
    { left, right, count }: Pick<Step, 'left' | 'right' | 'count'>,
    fillLeft: Fill,
    fillRight: Fill,
  ): void {
    const { atol, rtol } = this.#options;
    for (let start = 0; start < count; start += BLOCK_ELEMENTS) {
      const size = Math.min(BLOCK_ELEMENTS, count - start);
      fillLeft(left, start, size, XS);
      if (left !== right) fillRight(right, start, size, YS);
      const judgement = { atol, rtol, judge: this.#sums.isClose };
      compareBlock(XS, left === right ? XS : YS, size, judgement, RECORD, 0);
      this.#sums.take(RECORD);
    }
  }
}

function isLarge(dtype: DType): boolean {
  return /^u?int64$|^b?complex/.test(dtype);
}
