import type { Random } from './random.ts';

/** What a mutation may grow an input to: much more would only make everything slower. */
const LARGEST = 65_536;

type Change = (random: Random, bytes: Uint8Array, other: Uint8Array) => Uint8Array;

/** `bytes` with those from `start` to `end` replaced. */
export function replaced(
  bytes: Uint8Array,
  start: number,
  end: number,
  by: Uint8Array,
): Uint8Array {
  const result = new Uint8Array(bytes.length - (end - start) + by.length);
  result.set(bytes.subarray(0, start));
  result.set(by, start);
  result.set(bytes.subarray(end), start + by.length);
  return result;
}

/** A whole number in as many bytes, in either order. */
export function integerBytes(value: number, byteLength: number, isBigEndian = false): Uint8Array {
  const result = new Uint8Array(byteLength);
  for (let index = 0; index < byteLength; index++) {
    const shifted = BigInt.asUintN(8, BigInt(value) >> BigInt(8 * index));
    result[isBigEndian ? byteLength - 1 - index : index] = Number(shifted);
  }
  return result;
}

const NONE = new Uint8Array(0);

function range(random: Random, byteLength: number): readonly [number, number] {
  const start = random.below(byteLength);
  return [start, start + random.size(Math.min(byteLength - start, 256)) + 1];
}

const flipBit: Change = (random, bytes) => {
  const at = random.below(bytes.length);
  const result = bytes.slice();
  result[at] = (result[at] ?? 0) ^ (1 << random.below(8));
  return result;
};

const setByte: Change = (random, bytes) => {
  const result = bytes.slice();
  result[random.below(bytes.length)] = random.next();
  return result;
};

const setInteger: Change = (random, bytes) => {
  const width = Math.min(random.pick([1, 2, 4, 8]), bytes.length);
  const value = integerBytes(random.interestingInteger(), width, random.chance(0.2));
  const result = bytes.slice();
  result.set(value, random.below(bytes.length - width + 1));
  return result;
};

/** Decimal digits, of which text formats are full. */
const setDigits: Change = (random, bytes) => {
  const first = random.below(bytes.length);
  let start = first;
  while (start < bytes.length && !isDigit(bytes[start])) {
    start++;
  }
  let end = start;
  while (end < bytes.length && isDigit(bytes[end])) {
    end++;
  }
  const digits = new TextEncoder().encode(String(random.interestingInteger()));
  return replaced(bytes, start, end, digits);
};

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;

const insertBytes: Change = (random, bytes) => {
  const added = new Uint8Array(random.size(16) + 1);
  const isSame = random.chance(0.5);
  const first = random.next();
  for (let index = 0; index < added.length; index++) {
    added[index] = isSame ? first : random.next();
  }
  const at = random.below(bytes.length + 1);
  return replaced(bytes, at, at, added);
};

const deleteBytes: Change = (random, bytes) => {
  const [start, end] = range(random, bytes.length);
  return replaced(bytes, start, end, NONE);
};

const duplicateBytes: Change = (random, bytes) => {
  const [start, end] = range(random, bytes.length);
  const at = random.below(bytes.length + 1);
  return replaced(bytes, at, at, bytes.subarray(start, end));
};

const spliceBytes: Change = (random, bytes, other) => {
  if (other.length === 0) {
    return bytes;
  }
  const [start, end] = range(random, other.length);
  const [from, to] = range(random, bytes.length);
  return replaced(bytes, from, random.chance(0.5) ? from : to, other.subarray(start, end));
};

/** The beginning of one and the rest of the other. */
const crossBytes: Change = (random, bytes, other) => {
  const end = random.below(bytes.length + 1);
  return replaced(bytes, end, bytes.length, other.subarray(random.below(other.length + 1)));
};

const truncate: Change = (random, bytes) => bytes.slice(0, random.below(bytes.length));

const CHANGES = [
  ...Array.from({ length: 4 }, () => flipBit),
  ...Array.from({ length: 4 }, () => setByte),
  ...Array.from({ length: 4 }, () => setInteger),
  ...Array.from({ length: 3 }, () => spliceBytes),
  ...Array.from({ length: 2 }, () => duplicateBytes),
  ...Array.from({ length: 2 }, () => deleteBytes),
  ...Array.from({ length: 2 }, () => insertBytes),
  setDigits,
  crossBytes,
  truncate,
];

/** One to a few changes that know nothing of any format. */
export function mutateBytes(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array {
  let bytes = seed;
  for (let rounds = random.size(6) + 1; rounds > 0; rounds--) {
    const { length } = bytes;
    const changed = length === 0 ? other.slice(0, 64) : random.pick(CHANGES)(random, bytes, other);
    bytes = changed.length > LARGEST ? changed.slice(0, LARGEST) : changed;
  }
  return bytes;
}
