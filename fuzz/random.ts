/** Lengths, counts and indices at which readers go wrong: around zero, powers of two, and signs. */
const INTERESTING = [
  0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 129, 255, 256, 257, 511, 512, 1000,
  1023, 1024, 4095, 4096, 32_767, 32_768, 65_535, 65_536, 65_537, 0x7fffff, 0xffffff, 0x7fffffff,
  0x80000000, 0xfffffffe, 0xffffffff, 0x100000000, 0x1fffffffffffff, 0x20000000000000, -1, -2, -128,
  -129, -32_769, -0x80000000, -0x80000001,
] as const;

/** The generator sfc32: fast, and the same numbers from the same seed on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Two seeds, so that the number of a mutant can be one of them. */
  constructor(seed: number, number = 0) {
    this.#a = seed | 0;
    this.#b = number | 0;
    this.#c = Math.floor(number / 0x100000000) | 0;
    for (let round = 0; round < 12; round++) {
      this.next();
    }
  }

  /** A whole number of 32 bits, without a sign. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** A whole number from 0 up to, and without, `end`; 0 if there is none. */
  below(end: number): number {
    return end <= 1 ? 0 : Math.floor((this.next() / 0x100000000) * end);
  }

  /** From `first` to `last`, both included. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability * 0x100000000;
  }

  pick<T>(list: readonly [T, ...T[]]): T;
  pick<T>(list: readonly T[]): T;
  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined && list.length === 0) {
      throw new RangeError('nothing to pick from');
    }
    return picked as T;
  }

  /** One that is often small, so that several small ones happen as well as a few large ones. */
  size(most: number): number {
    return this.below(this.below(this.below(most) + 1) + 1);
  }

  interestingInteger(): number {
    return this.chance(0.8) ? this.pick(INTERESTING) : this.next();
  }
}
