import type { Tolerances, ValueNumbers } from './tensor-values.ts';

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

  /** The first `count` of both, which are few enough for the processor’s cache. */
  add(xs: Float64Array, ys: Float64Array, count: number): void {
    if (!this.#addFinite(xs, ys, count)) {
      for (let index = 0; index < count; index += 1) this.#addAny(xs[index] ?? 0, ys[index] ?? 0);
      return;
    }
    for (let index = 0; index < count && !this.#isFar; index += 1) {
      this.#judge(xs[index] ?? 0, ys[index] ?? 0);
    }
  }

  /**
   * The program’s hottest loop: no branch but for the maximum, all it needs is local. What is not
   * finite makes a sum that is not; then nothing is added.
   */
  #addFinite(xs: Float64Array, ys: Float64Array, count: number): boolean {
    let equal = 0;
    let maxAbs = this.#maxAbs;
    let sumAbs = 0;
    let squares = 0;
    let left = 0;
    let right = 0;
    for (let index = 0; index < count; index += 1) {
      const x = xs[index] as number;
      const y = ys[index] as number;
      const apart = Math.abs(x - y);
      left += x * x;
      right += y * y;
      sumAbs += apart;
      squares += apart * apart;
      if (apart > maxAbs) maxAbs = apart;
      if (x === y) equal += 1;
    }
    if (!(left + right + squares < Number.POSITIVE_INFINITY)) return false;
    this.#differing += count - equal;
    this.#maxAbs = maxAbs;
    this.#sumAbs += sumAbs;
    this.#squares += squares;
    this.#left += left;
    this.#right += right;
    return true;
  }

  /** NaN is the same as NaN, infinity as itself; else they are a difference without a size. */
  #addAny(x: number, y: number): void {
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) {
      if (Number.isFinite(x)) this.addOne(Math.abs(x), Math.abs(y), 0);
    } else this.addOne(Math.abs(x), Math.abs(y), Math.abs(x - y));
  }

  #judge(x: number, y: number): void {
    const allowed = this.#atol + this.#rtol * Math.max(Math.abs(x), Math.abs(y));
    if (Math.abs(x - y) > allowed) this.#isFar = true;
  }

  /** Of elements that are the same on both sides. */
  addEqual(xs: Float64Array, count: number): void {
    let squares = 0;
    for (let index = 0; index < count; index += 1) {
      const x = xs[index] as number;
      const square = x * x;
      if (square < Number.POSITIVE_INFINITY) squares += square;
    }
    this.#left += squares;
    this.#right += squares;
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
