/** What it takes to take values apart that stand in a pickle once and are used with every few bytes. */
import type { PickleValue } from './value.ts';

/** So much may be taken apart as often as a file has bytes. */
const SMALL = 32;
/** In bytes of memory, as everything that a pickle is charged for. */
const COST_OF_AN_ITEM = 32;
/** The parts of a call’s arguments, or of a state, are taken apart with it. */
const LEVELS = 2;

/** What using a value once more costs: nothing for what is small. */
export function workOf(value: PickleValue, levels = LEVELS): number {
  if (typeof value === 'string') return beyondSmall(value.length);
  if (typeof value !== 'object' || value === null) return 0;
  switch (value.kind) {
    case 'bytes':
    case 'bytearray':
      return beyondSmall(value.bytes.length);
    case 'dict':
      return COST_OF_AN_ITEM * beyondSmall(value.keys.length);
    case 'list':
    case 'set':
    case 'frozenset':
      return COST_OF_AN_ITEM * beyondSmall(value.items.length);
    case 'tuple': {
      const { items } = value;
      if (items.length > SMALL) return COST_OF_AN_ITEM * items.length;
      let sum = 0;
      if (levels > 0) for (const item of items) sum += workOf(item, levels - 1);
      return sum;
    }
    default:
      return 0;
  }
}

function beyondSmall(size: number): number {
  return size > SMALL ? size : 0;
}
