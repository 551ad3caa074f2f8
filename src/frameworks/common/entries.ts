/** Looking into values that a framework wrote, whatever a file put there instead. */
import { attributesOf, children, joined, keyStep } from '../../model/children.ts';
import { isModule } from '../../model/known-objects.ts';
import { configOf, isConfig } from '../../model/omegaconf.ts';
import { scalarText } from '../../model/scalar-text.ts';
import { isKind, type NdArray, type Opaque, type Tensor, type Value } from '../../model/value.ts';
import type { Part } from '../training-state.ts';

const NO_ENTRIES: ReadonlyMap<Value, Value> = new Map();

/**
 * The entries of a dict, of a configuration, and of an object that holds its entries or attributes
 * as a dict does: `argparse.Namespace`, Lightning’s `AttributeDict`, a dataclass. Else none.
 */
export function entriesOf(value: Value | undefined): ReadonlyMap<Value, Value> {
  if (isKind(value, 'mapping')) return value.entries;
  if (!isKind(value, 'opaque')) return NO_ENTRIES;
  if (isConfig(value)) {
    const config = configOf(value);
    return config?.kind === 'mapping' ? config.entries : NO_ENTRIES;
  }
  return isModule(value) ? NO_ENTRIES : entriesOfObject(value);
}

/** A subclass of dict has items, and may have the same things as attributes. */
function entriesOfObject({ items = [], state = null }: Opaque): ReadonlyMap<Value, Value> {
  return new Map(items.length > 0 ? items : attributesOf(state));
}

export function entry(value: Value | undefined, key: string): Value | undefined {
  return entriesOf(value).get(key);
}

/** Entries by text: the keys that are text as they are, ints in decimal. Other keys have none. */
export function namedEntries(value: Value | undefined): ReadonlyMap<string, Value> {
  const entries = entriesOf(value);
  // Of a million weights a copy takes longer than all that is asked of it.
  if (isByText(entries)) return entries;
  const named = new Map<string, Value>();
  for (const [key, item] of entries) {
    const name = nameOf(key);
    if (name !== undefined && !named.has(name)) named.set(name, item);
  }
  return named;
}

function isByText(entries: ReadonlyMap<Value, Value>): entries is ReadonlyMap<string, Value> {
  for (const key of entries.keys()) {
    if (typeof key !== 'string') return false;
  }
  return true;
}

/** The key of an entry as text. */
export function nameOf(key: Value): string | undefined {
  if (typeof key === 'number' || typeof key === 'bigint') return String(key);
  return typeof key === 'string' ? key : undefined;
}

/** A number whatever its type. A bool is none, nor is an int that would be rounded. */
export function numberOf(value: Value | undefined): number | undefined {
  if (isKind(value, 'float')) return value.value;
  return intOf(value) ?? (isKind(value, 'numpy_scalar') ? numberOf(value.value) : undefined);
}

export function intOf(value: Value | undefined): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
  }
  return isKind(value, 'numpy_scalar') ? intOf(value.value) : undefined;
}

export function textOf(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Of a list or tuple of nothing but numbers. */
export function numbersOf(value: Value | undefined): readonly number[] {
  const items = itemsOf(value);
  const numbers = items.map(numberOf).filter((number) => number !== undefined);
  return numbers.length === items.length ? numbers : [];
}

/** Of a list or tuple, also one of OmegaConf’s. */
export function itemsOf(value: Value | undefined): readonly Value[] {
  const plain = isKind(value, 'opaque') ? configOf(value) : value;
  return isKind(plain, 'list') || isKind(plain, 'tuple') ? plain.items : [];
}

export function isTensor(value: Value | undefined): value is Tensor | NdArray {
  return isKind(value, 'tensor') || isKind(value, 'ndarray');
}

/** The path of the entry `key` of what is at `path`. */
export function childPath(path: string, key: string): string {
  return joined(path, keyStep(key));
}

/** The path of an item of the list at `path`, or of the entry whose key is an int. */
export function childIndex(path: string, index: number | bigint): string {
  return joined(path, `[${index}]`);
}

/** All entries of what is at `path`, with paths that lead to them. */
export function partsOf(value: Value, path: string): Part[] {
  if (isKind(value, 'mapping')) {
    const keys = [...value.entries.keys()];
    // Only the siblings tell which keys have to stand in quotes.
    return Array.from(children(value), ({ step, label, value: item }, index) => {
      const name = nameOf(keys[index] ?? null) ?? label;
      return { path: joined(path, step), name, value: item };
    });
  }
  return Array.from(entriesOf(value), ([key, item]) => {
    const step = typeof key === 'string' ? keyStep(key) : `[${scalarText(key)}]`;
    return { path: joined(path, step), name: nameOf(key) ?? step, value: item };
  });
}
