/** Complex elements, taken apart: what is said of them is said of their magnitudes, but for the mean. */
import { histogramOf } from './histogram.ts';
import { BLOCK_ELEMENTS, type Moments, MomentTree } from './moments.ts';
import { reduceBlock } from './reduce-block.ts';
import { normOf, type Summary } from './summary.ts';
import { type KernelType, widened } from './widen.ts';

export interface ComplexSummary extends Summary {
  /** Absent where no element is finite. */
  readonly imaginaryMean?: number;
}

/** The types of the two halves of an element. */
export const COMPLEX_TYPES: ReadonlyMap<string, KernelType> = new Map([
  ['complex32', 'float16'],
  ['bcomplex32', 'bfloat16'],
  ['complex64', 'float32'],
  ['complex128', 'float64'],
]);

/** Reduces whole elements, whose halves are of type `half`. */
export class ComplexReducer {
  readonly #half: KernelType;
  readonly #sampleStep: number;
  readonly #trees = [new MomentTree(), new MomentTree(), new MomentTree()] as const;
  readonly #sample: Float64Array[] = [];
  readonly #rest: number[] = [];
  #block = 0;

  constructor(half: KernelType, sampleStep: number) {
    this.#half = half;
    this.#sampleStep = sampleStep;
  }

  push(bytes: Uint8Array): void {
    for (const part of widened(this.#half, bytes)) {
      this.#rest.push(part);
      if (this.#rest.length === 2 * BLOCK_ELEMENTS) this.#take();
    }
  }

  end(): ComplexSummary {
    if (this.#rest.length > 0) this.#take();
    const [real, imaginary, size] = this.#trees.map((tree) => tree.total());
    if (real === undefined || imaginary === undefined || size === undefined) throw new TypeError();
    const { finite } = size;
    const summary = { moments: size, norm: Math.hypot(normOf(real), normOf(imaginary)) };
    if (finite === 0) return summary;
    const histogram = histogramOf(this.#sample, size);
    return {
      ...summary,
      min: size.min,
      max: size.max,
      mean: real.sum / finite,
      imaginaryMean: imaginary.sum / finite,
      std: Math.sqrt((real.squares + imaginary.squares) / finite),
      ...(histogram && { histogram }),
    };
  }

  #take(): void {
    const count = this.#rest.length / 2;
    const real = new Float64Array(count);
    const imaginary = new Float64Array(count);
    const sizes = new Float64Array(count);
    for (let index = 0; index < count; index += 1) {
      const a = this.#rest[2 * index] as number;
      const b = this.#rest[2 * index + 1] as number;
      const size = magnitude(a, b);
      sizes[index] = size;
      // An element counts as a whole: half of one that is not finite adds to nothing.
      real[index] = size - size === 0 ? a : size;
      imaginary[index] = size - size === 0 ? b : size;
    }
    const [inReal, inImaginary, inSizes] = this.#trees;
    const push = (tree: MomentTree, moments: Moments) => tree.push({ level: 0, moments });
    push(inReal, reduceBlock(real));
    push(inImaginary, reduceBlock(imaginary));
    push(inSizes, reduceBlock(sizes));
    if (this.#block % this.#sampleStep === 0) this.#sample.push(sizes);
    this.#block += 1;
    this.#rest.length = 0;
  }
}

/** Without the squares overflowing or vanishing. NaN where either part is, before infinite. */
function magnitude(a: number, b: number): number {
  const [x, y] = [Math.abs(a), Math.abs(b)];
  if (Number.isNaN(x + y)) return Number.NaN;
  const [small, great] = x < y ? [x, y] : [y, x];
  if (great === 0 || great === Number.POSITIVE_INFINITY) return great;
  const ratio = small / great;
  return great * Math.sqrt(1 + ratio * ratio);
}
