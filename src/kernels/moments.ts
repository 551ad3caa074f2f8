/** What is kept of elements that were reduced, and the order in which parts are put together. */

/** Elements in a block: what is summed up in one go. */
export const BLOCK_ELEMENTS = 4096;

/** Sums over elements. All but the counts are of the finite ones. */
export interface Moments {
  /** How many are finite. */
  readonly finite: number;
  readonly sum: number;
  /** The sum of the squared distances from the mean. */
  readonly squares: number;
  /** `Infinity` where none is finite. A bigint for types of 64-bit integers. */
  readonly min: number | bigint;
  readonly max: number | bigint;
  readonly zeros: number;
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
}

export const NO_MOMENTS: Moments = {
  finite: 0,
  sum: 0,
  squares: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  zeros: 0,
  nan: 0,
  positiveInfinity: 0,
  negativeInfinity: 0,
};

/** Those of the elements of both: `a`’s come first. */
export function joinedMoments(a: Moments, b: Moments): Moments {
  return {
    finite: a.finite + b.finite,
    sum: a.sum + b.sum,
    squares: joinedSquares(a, b),
    min: lesser(a.min, b.min),
    max: greater(a.max, b.max),
    zeros: a.zeros + b.zeros,
    nan: a.nan + b.nan,
    positiveInfinity: a.positiveInfinity + b.positiveInfinity,
    negativeInfinity: a.negativeInfinity + b.negativeInfinity,
  };
}

/** Math.min takes no bigint. */
function lesser(a: number | bigint, b: number | bigint): number | bigint {
  if (b < a) return b;
  return a;
}

function greater(a: number | bigint, b: number | bigint): number | bigint {
  if (b > a) return b;
  return a;
}

/** https://en.wikipedia.org/wiki/Algorithms_for_calculating_variance#Parallel_algorithm */
function joinedSquares(a: Moments, b: Moments): number {
  if (a.finite === 0) return b.squares;
  if (b.finite === 0) return a.squares;
  const distance = b.sum / b.finite - a.sum / a.finite;
  const weight = (a.finite * b.finite) / (a.finite + b.finite);
  return a.squares + b.squares + distance * distance * weight;
}

/** Moments of 2^`level` blocks that lie side by side; the last one may be shorter. */
export interface Node {
  readonly level: number;
  readonly moments: Moments;
}

/**
 * Puts blocks together as a binary tree: two neighbors, then two pairs, and so on. Where the reading was
 * divided does not change the tree, as long as it was at multiples of a power of two of blocks.
 */
export class MomentTree {
  readonly #nodes: Node[] = [];

  /** What comes next, in order. */
  push(node: Node): void {
    let { level, moments } = node;
    for (;;) {
      const last = this.#nodes.at(-1);
      if (last?.level !== level) break;
      this.#nodes.pop();
      moments = joinedMoments(last.moments, moments);
      level += 1;
    }
    this.#nodes.push({ level, moments });
  }

  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** All of them: what is left over is put together from the end. */
  total(): Moments {
    return (
      this.#nodes.reduceRight<Moments | undefined>(
        (later, { moments }) => (later === undefined ? moments : joinedMoments(moments, later)),
        undefined,
      ) ?? NO_MOMENTS
    );
  }
}
