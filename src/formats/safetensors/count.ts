/** Sizes and offsets of a header: unsigned, of 64 bits, and exact. */

const LARGEST = 2n ** 64n - 1n;
const LARGEST_DIGITS = 20;

/** A `number` exactly where it is safe, so that equal counts are `===`. */
export type Count = number | bigint;

/** What the text of a JSON number counts; `undefined` for a sign, a point, an exponent or too much. */
export function countOf(text: string): Count | undefined {
  if (!/^\d+$/.test(text) || text.length > LARGEST_DIGITS) return undefined;
  const quick = Number(text);
  return quick <= Number.MAX_SAFE_INTEGER ? quick : bounded(BigInt(text));
}

/** `undefined` where the product needs more than 64 bits. */
export function product(a: Count, b: Count): Count | undefined {
  const quick = Number(a) * Number(b);
  return quick <= Number.MAX_SAFE_INTEGER ? quick : bounded(BigInt(a) * BigInt(b));
}

/** `a` must not be less than `b`. */
export function difference(a: Count, b: Count): Count {
  if (typeof a === 'number') return a - Number(b);
  const exact = a - BigInt(b);
  return exact <= Number.MAX_SAFE_INTEGER ? Number(exact) : exact;
}

function bounded(exact: bigint): bigint | undefined {
  return exact <= LARGEST ? exact : undefined;
}
