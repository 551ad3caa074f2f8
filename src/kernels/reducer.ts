import type { Kernels } from './kernels.ts';
import { BLOCK_ELEMENTS, MomentTree, type Node } from './moments.ts';
import { KERNEL_TYPES, type KernelType, widened } from './widen.ts';

/** What of the elements of a tensor is reduced together. */
export interface Reduction {
  readonly type: KernelType;
  /** The number of the first block: a multiple of the power of two that the tensor is divided by. */
  readonly firstBlock: number;
  /** Of every so many blocks one is kept for the histogram. */
  readonly sampleStep: number;
}

/** What is left of elements. */
export interface Reduced {
  readonly nodes: readonly Node[];
  /** The elements of blocks that were kept. */
  readonly sample: readonly Float64Array[];
}

const SAMPLE_BLOCKS = 16;

/** How many blocks to pass for each that is kept, of a tensor of so many elements: a power of two. */
export function sampleStepOf(elementCount: number): number {
  let step = 1;
  while (elementCount / BLOCK_ELEMENTS / step > SAMPLE_BLOCKS) step *= 2;
  return step;
}

/** Reduces elements as their bytes come, however they are cut. */
export class Reducer {
  readonly #kernels: Kernels;
  readonly #reduction: Reduction;
  readonly #blockBytes: number;
  readonly #tree = new MomentTree();
  readonly #sample: Float64Array[] = [];
  #block: number;
  /** The beginning of a block whose end has not come. */
  #rest: Uint8Array = new Uint8Array(0);

  constructor(kernels: Kernels, reduction: Reduction) {
    this.#kernels = kernels;
    this.#reduction = reduction;
    this.#blockBytes = BLOCK_ELEMENTS * KERNEL_TYPES[reduction.type];
    this.#block = reduction.firstBlock;
  }

  push(bytes: Uint8Array): void {
    const size = this.#blockBytes;
    let from = 0;
    if (this.#rest.byteLength > 0) {
      from = Math.min(size - this.#rest.byteLength, bytes.byteLength);
      this.#rest = joined(this.#rest, bytes.subarray(0, from));
      if (this.#rest.byteLength < size) return;
      this.#take(this.#rest);
      this.#rest = new Uint8Array(0);
    }
    const left = (bytes.byteLength - from) % size;
    this.#take(bytes.subarray(from, bytes.byteLength - left));
    if (left > 0) this.#rest = bytes.slice(bytes.byteLength - left);
  }

  /** What there is of all that came. Nothing may come after it. */
  end(): Reduced {
    this.#take(this.#rest);
    return { nodes: this.#tree.nodes, sample: this.#sample };
  }

  #take(bytes: Uint8Array): void {
    const { type, sampleStep } = this.#reduction;
    const first = this.#block;
    for (const moments of this.#kernels.reduce(type, bytes)) {
      this.#tree.push({ level: 0, moments });
      this.#block += 1;
    }
    const start = Math.ceil(first / sampleStep) * sampleStep;
    for (let block = start; block < this.#block; block += sampleStep) {
      const offset = (block - first) * this.#blockBytes;
      this.#sample.push(widened(type, bytes.subarray(offset, offset + this.#blockBytes)));
    }
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.byteLength + b.byteLength);
  both.set(a);
  both.set(b, a.byteLength);
  return both;
}
