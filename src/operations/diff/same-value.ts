import { objectText } from '../../model/known-objects.ts';
import { configOf } from '../../model/omegaconf.ts';
import { scalarText } from '../../model/scalar-text.ts';
import type { Bytes, Sequence, Value } from '../../model/value.ts';

/** A configuration as its plain content, a number of numpy’s as the number. */
export function plainValue(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (value.kind === 'numpy_scalar') return plainValue(value.value);
  return value.kind === 'opaque' ? (configOf(value) ?? value) : value;
}

/**
 * Whether two values that have nothing inside, or a row of such, are the same. Numbers are the same
 * as numbers, `1` as `1.0`, NaN as NaN; a list is the same as a tuple. `isStrict` tells all of these
 * apart but NaN.
 */
export function sameValue(left: Value, right: Value, isStrict: boolean): boolean {
  if (left === right) return true;
  if (!isStrict) {
    const [a, b] = [numberIn(left), numberIn(right)];
    // Of a bigint and a float == tells exactly whether they are the same.
    if (a !== undefined && b !== undefined) return a === b || sameNumber(a, b);
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return false;
  }
  if (isSequence(left) && isSequence(right)) return sameItems(left, right, isStrict);
  if (left.kind !== right.kind) return false;
  switch (left.kind) {
    case 'float':
      return right.kind === 'float' && Object.is(left.value, right.value);
    case 'complex':
      return (
        right.kind === 'complex' &&
        sameFloat(left.real, right.real, isStrict) &&
        sameFloat(left.imaginary, right.imaginary, isStrict)
      );
    case 'bytes':
    case 'bytearray':
      return sameBytes(left.bytes, (right as Bytes).bytes);
    case 'numpy_scalar':
      return (
        right.kind === 'numpy_scalar' &&
        left.dtype === right.dtype &&
        sameValue(left.value, right.value, isStrict)
      );
    case 'opaque':
      return (
        right.kind === 'opaque' &&
        left.type === right.type &&
        (objectText(left) ?? left.type) === (objectText(right) ?? right.type)
      );
    case 'storage':
      return (
        right.kind === 'storage' &&
        left.dtype === right.dtype &&
        left.byteLength === right.byteLength
      );
    case 'mapping':
      return right.kind === 'mapping' && left.entries.size === 0 && right.entries.size === 0;
    case 'tensor':
    case 'ndarray':
      return false;
    default:
      return 'name' in left && 'name' in right && left.name === right.name;
  }
}

/** Bools are no numbers here: a person who wrote `true` did not mean 1. */
function numberIn(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.kind === 'numpy_scalar') return numberIn(value.value);
  return value.kind === 'float' ? value.value : undefined;
}

function sameNumber(a: number | bigint, b: number | bigint): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Number.isNaN(a) && Number.isNaN(b);
  // biome's rule wants ===, which is false for a bigint and a number; neither is less than the other.
  return !(a < b) && !(a > b) && !Number.isNaN(Number(a)) && !Number.isNaN(Number(b));
}

function sameFloat(a: number, b: number, isStrict: boolean): boolean {
  return isStrict ? Object.is(a, b) : a === b || (Number.isNaN(a) && Number.isNaN(b));
}

/** What was compared with what, the last time: the same bytes may stand in a file a million times. */
const compared = new WeakMap<Uint8Array, { readonly to: Uint8Array; readonly isSame: boolean }>();

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteLength !== b.byteLength) return false;
  const known = compared.get(a);
  if (known?.to === b) return known.isSame;
  const isSame = a.every((byte, index) => byte === b[index]);
  compared.set(a, { to: b, isSame });
  return isSame;
}

const ORDERED: ReadonlySet<string> = new Set(['list', 'tuple', 'size']);
const UNORDERED: ReadonlySet<string> = new Set(['set', 'frozenset']);

function isSequence(value: Value): value is Sequence {
  if (typeof value !== 'object' || value === null) return false;
  return ORDERED.has(value.kind) || UNORDERED.has(value.kind);
}

function sameItems(left: Sequence, right: Sequence, isStrict: boolean): boolean {
  if (left.items.length !== right.items.length) return false;
  if (isStrict && left.kind !== right.kind) return false;
  if (ORDERED.has(left.kind) !== ORDERED.has(right.kind)) return false;
  if (left.items.length < LONG) return sameEach(left, right, isStrict);
  const all = isStrict ? LONG_STRICT : LONG_LOOSE;
  const known = all.get(left)?.get(right);
  if (known !== undefined) return known;
  const isSame = sameEach(left, right, isStrict);
  const others = all.get(left) ?? new WeakMap<Sequence, boolean>();
  others.set(right, isSame);
  all.set(left, others);
  return isSame;
}

/** What long ones were compared with: the same may stand in thousands of places. */
const LONG = 32;
const LONG_STRICT = new WeakMap<Sequence, WeakMap<Sequence, boolean>>();
const LONG_LOOSE = new WeakMap<Sequence, WeakMap<Sequence, boolean>>();

function sameEach(left: Sequence, right: Sequence, isStrict: boolean): boolean {
  if (ORDERED.has(left.kind)) {
    return left.items.every((item, index) =>
      sameValue(plainValue(item), plainValue(right.items[index] ?? null), isStrict),
    );
  }
  const texts = (items: readonly Value[]) => items.map((item) => scalarText(item)).sort();
  const others = texts(right.items);
  return texts(left.items).every((text, index) => text === others[index]);
}
