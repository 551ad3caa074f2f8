import { COMPARED_FIELDS, COMPARED_SIZE, type Tolerances } from '../../kernels/compare-block.ts';
import type { ValueNumbers } from './tensor-values.ts';

/** Sums over the elements of two tensors, added to block by block. */
export class Sums {
  readonly #atol: number;
  readonly #rtol: number;
  #differing = 0;
  #isFar = false;
  #nonFinite = 0;
  #maxAbs = 0;
  #sumAbs = 0;
  #squares = 0;
  #left = 0;
  #right = 0;

  constructor({ atol, rtol }: Tolerances) {
    this.#atol = atol;
    this.#rtol = rtol;
  }

  /** Whether nothing was found to be further apart than the tolerances allow. */
  get isClose(): boolean {
    return !this.#isFar;
  }

  get isEqual(): boolean {
    return this.#differing === 0;
  }

  /** Records of blocks, as `compareBlock` makes them, in their order. */
  take(records: Float64Array): void {
    for (let at = 0; at < records.length; at += COMPARED_SIZE) {
      const field = (index: number) => records[at + index] ?? 0;
      this.#differing += field(COMPARED_FIELDS.differing);
      this.#nonFinite += field(COMPARED_FIELDS.nonFinite);
      this.#maxAbs = Math.max(this.#maxAbs, field(COMPARED_FIELDS.maxAbs));
      this.#sumAbs += field(COMPARED_FIELDS.sumAbs);
      this.#squares += field(COMPARED_FIELDS.squares);
      this.#left += field(COMPARED_FIELDS.left);
      this.#right += field(COMPARED_FIELDS.right);
      if (field(COMPARED_FIELDS.isFar) !== 0) this.#isFar = true;
    }
  }

  /** One element whose difference was found otherwise: of large integers, of complex numbers. */
  addOne(leftSize: number, rightSize: number, apart: number): void {
    if (!(apart < Number.POSITIVE_INFINITY)) {
      this.#differing += 1;
      this.#nonFinite += 1;
      this.#isFar = true;
      return;
    }
    this.#left += leftSize * leftSize;
    this.#right += rightSize * rightSize;
    if (apart === 0) return;
    this.#differing += 1;
    this.#sumAbs += apart;
    this.#squares += apart * apart;
    if (apart > this.#maxAbs) this.#maxAbs = apart;
    if (apart > this.#atol + this.#rtol * Math.max(leftSize, rightSize)) this.#isFar = true;
  }

  numbers(elementCount: number): ValueNumbers {
    const left = Math.sqrt(this.#left);
    const right = Math.sqrt(this.#right);
    const dot = (this.#left + this.#right - this.#squares) / 2;
    return {
      differing: this.#differing,
      nonFinite: this.#nonFinite,
      maxAbs: this.#maxAbs,
      meanAbs: elementCount === 0 ? 0 : this.#sumAbs / elementCount,
      relativeL2: left === 0 ? undefined : Math.sqrt(this.#squares) / left,
      cosine: left === 0 || right === 0 ? undefined : Math.max(-1, Math.min(1, dot / left / right)),
      squares: { difference: this.#squares, left: this.#left },
    };
  }
}
