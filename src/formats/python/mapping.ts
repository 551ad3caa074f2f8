import type { Complex, Value } from '../../model/value.ts';

/**
 * Puts pairs into `entries` as a Python dict takes them: a key equal to an earlier one keeps the
 * earlier key and place and takes the later value. Gives the number of such keys.
 */
export function mappingEntries(
  entries: Map<Value, Value>,
  keys: readonly Value[],
  values: readonly Value[],
): number {
  const simple = keys.every((key) => typeof key === 'string' || typeof key === 'number');
  const firstKeys = new Map<unknown, Value>();
  keys.forEach((key, index) => {
    const value = values[index] ?? null;
    if (simple || typeof key === 'string') entries.set(key, value);
    else {
      const identity = pythonIdentity(key);
      const first = firstKeys.has(identity) ? firstKeys.get(identity) : key;
      firstKeys.set(identity, first ?? null);
      entries.set(first ?? null, value);
    }
  });
  return keys.length - entries.size;
}

/** A key made of more items than this is taken as unique: comparing such keys could take forever. */
const MOST_ITEMS = 1000;
/** So many letters or bytes count as an item. */
const ITEM_LENGTH = 16;
/** A key may be shared by as many dicts as there are bytes in the file. */
const known = new WeakMap<object, unknown>();

/**
 * Two keys are one in Python when they are equal: 1, 1.0 and True are; NaN equals nothing, but the
 * same NaN is found again by identity. Gives values that are equal in JavaScript just then.
 */
function pythonIdentity(key: Value): unknown {
  if (typeof key !== 'object' || key === null) return identityWithin({ items: MOST_ITEMS }, key);
  if (known.has(key)) return known.get(key);
  const budget = { items: MOST_ITEMS };
  const within = identityWithin(budget, key);
  const identity = budget.items < 0 ? key : within;
  known.set(key, identity);
  return identity;
}

function identityWithin(budget: { items: number }, key: Value): unknown {
  budget.items -= 1 + sizeOf(key);
  if (budget.items < 0) return key;
  if (typeof key === 'boolean') return key ? 1 : 0;
  if (typeof key === 'string') return `s${key}`;
  if (typeof key !== 'object' || key === null) return key;
  switch (key.kind) {
    case 'float':
      return numberIdentity(key.value, key);
    case 'complex':
      return complexIdentity(key);
    case 'bytes':
      return `b${key.bytes.join()}`;
    case 'tuple':
    case 'frozenset': {
      const identities = key.items.map((item) => identityWithin(budget, item));
      // Equal when their items are; one with an item that equals nothing else does neither.
      if (identities.some((item) => typeof item === 'object' && item !== null)) return key;
      const spelled = identities.map((item) => lengthFirst(`${typeof item}:${String(item)}`));
      if (key.kind === 'frozenset') spelled.sort();
      return `${key.kind} ${spelled.join('')}`;
    }
    case 'global':
    case 'dtype':
    case 'device':
      return `n${key.kind} ${key.name}`;
    default:
      return key;
  }
}

function sizeOf(key: Value): number {
  if (typeof key === 'string') return key.length / ITEM_LENGTH;
  if (typeof key !== 'object' || key === null) return 0;
  if (key.kind === 'bytes') return key.bytes.length / ITEM_LENGTH;
  // Each is counted when its turn comes, and a tuple of too many never gets so far.
  return key.kind === 'tuple' || key.kind === 'frozenset' ? excess(key.items.length) : 0;
}

const excess = (count: number) => (count > MOST_ITEMS ? count : 0);

function numberIdentity(value: number, key: Value): unknown {
  if (Number.isNaN(value)) return key;
  if (!Number.isInteger(value)) return `d${value}`;
  return Number.isSafeInteger(value) ? value + 0 : BigInt(value);
}

function complexIdentity(key: Complex): unknown {
  const { real, imaginary } = key;
  if (imaginary === 0) return numberIdentity(real, key);
  return Number.isNaN(real) || Number.isNaN(imaginary) ? key : `c${real},${imaginary}`;
}

/** So that texts one after another say where each ends, without escapes that double with each level. */
function lengthFirst(text: string): string {
  return `${text.length}:${text}`;
}
