/**
 * The reference for `assembly/compare.ts`: the same additions in the same order. What element `i` of a block has to
 * add goes to sum `i % 4`, and four sums are added as `(0+1) + (2+3)`.
 */

/** How far apart two elements may be: `atol + rtol * max(|x|, |y|)`. */
export interface Tolerances {
  readonly atol: number;
  readonly rtol: number;
}

/** What is kept of two blocks: numbers, in this order. */
export const COMPARED_FIELDS = {
  /** So many are not the same; NaN is the same as NaN. */
  differing: 0,
  /** So many of them are no finite distance apart, and add to nothing below. */
  nonFinite: 1,
  maxAbs: 2,
  sumAbs: 3,
  /** Sums of squares: of the distances, and of both sides. */
  squares: 4,
  left: 5,
  right: 6,
  /** 1 where one was found further apart than the tolerances allow; asked until the first that is. */
  isFar: 7,
} as const;

export const COMPARED_SIZE = 8;

/** Whether any record says that elements are too far apart. */
export function hasFar(records: Float64Array): boolean {
  for (let at = COMPARED_FIELDS.isFar; at < records.length; at += COMPARED_SIZE) {
    if (records[at] !== 0) return true;
  }
  return false;
}

const LANES = 4;
/** Four sums of each: of the distances, their squares, those of the left and of the right. */
const SUMS = new Float64Array(4 * LANES);
const [ABSOLUTE, SQUARES, LEFTS, RIGHTS] = [0, LANES, 2 * LANES, 3 * LANES];

export interface Judgement extends Tolerances {
  /** Whether to ask for elements that are too far apart. */
  readonly judge: boolean;
}

/** Compares the first `count` elements, and puts the record into `out` at `at`. */
export function compareBlock(
  xs: Float64Array,
  ys: Float64Array,
  count: number,
  judgement: Judgement,
  out: Float64Array,
  at: number,
): void {
  if (!compareFinite(xs, ys, count, out, at)) compareAny(xs, ys, count, judgement, out, at);
  else if (judgement.judge && anyFar(xs, ys, count, judgement)) {
    out[at + COMPARED_FIELDS.isFar] = 1;
  }
}

/**
 * The hottest loop: no branch but for the maximum, and all it needs is local. Whether all is finite: what is not
 * makes a sum that is not.
 */
function compareFinite(
  xs: Float64Array,
  ys: Float64Array,
  count: number,
  out: Float64Array,
  at: number,
): boolean {
  SUMS.fill(0);
  let equal = 0;
  let maxAbs = 0;
  for (let lane = 0; lane < LANES; lane += 1) {
    let sumAbs = 0;
    let squares = 0;
    let left = 0;
    let right = 0;
    for (let index = lane; index < count; index += LANES) {
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
    SUMS[ABSOLUTE + lane] = sumAbs;
    SUMS[SQUARES + lane] = squares;
    SUMS[LEFTS + lane] = left;
    SUMS[RIGHTS + lane] = right;
  }
  record(out, at, { differing: count - equal, nonFinite: 0, maxAbs, isFar: false });
  const { left, right, squares } = COMPARED_FIELDS;
  const total = (out[at + left] ?? 0) + (out[at + right] ?? 0) + (out[at + squares] ?? 0);
  return total < Number.POSITIVE_INFINITY;
}

/** Infinity is the same as itself; else, and beside NaN, it is a difference without a size. */
function compareAny(
  xs: Float64Array,
  ys: Float64Array,
  count: number,
  tolerances: Tolerances,
  out: Float64Array,
  at: number,
): void {
  SUMS.fill(0);
  const found = { differing: 0, nonFinite: 0, maxAbs: 0, isFar: false };
  const add = (sums: number, index: number, value: number) => {
    const lane = sums + (index % LANES);
    SUMS[lane] = (SUMS[lane] ?? 0) + value;
  };
  for (let index = 0; index < count; index += 1) {
    const x = xs[index] as number;
    const y = ys[index] as number;
    const isSame = x === y || (Number.isNaN(x) && Number.isNaN(y));
    if (isSame && !Number.isFinite(x)) continue;
    const apart = isSame ? 0 : Math.abs(x - y);
    if (!isSame) found.differing += 1;
    if (!(apart < Number.POSITIVE_INFINITY)) {
      found.nonFinite += 1;
      found.isFar = true;
      continue;
    }
    add(ABSOLUTE, index, apart);
    add(SQUARES, index, apart * apart);
    add(LEFTS, index, x * x);
    add(RIGHTS, index, y * y);
    if (apart > found.maxAbs) found.maxAbs = apart;
    if (!isSame && apart > allowed(x, y, tolerances)) found.isFar = true;
  }
  record(out, at, found);
}

function anyFar(
  xs: Float64Array,
  ys: Float64Array,
  count: number,
  tolerances: Tolerances,
): boolean {
  for (let index = 0; index < count; index += 1) {
    const x = xs[index] as number;
    const y = ys[index] as number;
    if (Math.abs(x - y) > allowed(x, y, tolerances)) return true;
  }
  return false;
}

function allowed(x: number, y: number, { atol, rtol }: Tolerances): number {
  return atol + rtol * Math.max(Math.abs(x), Math.abs(y));
}

function record(
  out: Float64Array,
  at: number,
  found: {
    readonly differing: number;
    readonly nonFinite: number;
    readonly maxAbs: number;
    readonly isFar: boolean;
  },
): void {
  const { differing, nonFinite, maxAbs, isFar } = found;
  const numbers = [
    ...[differing, nonFinite, maxAbs],
    ...[ABSOLUTE, SQUARES, LEFTS, RIGHTS].map(lanesSum),
    Number(isFar),
  ];
  out.set(numbers, at);
}

function lanesSum(from: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = SUMS.subarray(from, from + LANES);
  return a + b + (c + d);
}
