import { objectText } from './known-objects.ts';
import { scalarText } from './scalar-text.ts';
import type { Value } from './value.ts';

/** A container that takes more than this is opened rather than written on one line. */
const SHORT_LENGTH = 40;
const SHORT_ITEMS = 12;

/** Whether a value is best written out on one line: a scalar, or a few of them. */
export function isShort(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return true;
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
    case 'size':
      return (
        value.items.length <= SHORT_ITEMS &&
        value.items.every(isPlain) &&
        scalarText(value).length <= SHORT_LENGTH
      );
    case 'mapping':
      return value.entries.size === 0;
    case 'tensor':
      return false;
    case 'opaque':
      return objectText(value) !== undefined;
    case 'ndarray':
      return value.data instanceof Uint8Array;
    default:
      return true;
  }
}

/** Whether a value has nothing inside that deserves a line of its own, however long it is. */
export function isFlat(value: Value): boolean {
  if (isShort(value)) return true;
  if (typeof value !== 'object' || value === null) return true;
  const isSequence = ['list', 'tuple', 'set', 'frozenset'].includes(value.kind);
  return isSequence && 'items' in value && isOfPlain(value.items as readonly Value[]);
}

/** Of items that were looked through: a long list may be held in thousands of places. */
const KNOWN = new WeakMap<readonly Value[], boolean>();

function isOfPlain(items: readonly Value[]): boolean {
  const known = KNOWN.get(items);
  if (known !== undefined) return known;
  const found = items.every(isPlain);
  KNOWN.set(items, found);
  return found;
}

function isPlain(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return !['mapping', 'tensor', 'opaque', 'ndarray', 'list', 'set'].includes(value.kind);
}
