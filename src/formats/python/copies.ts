import type { Effects, PickleValue } from '../../decoders/pickle/value.ts';

/** Less may be copied as often as a file has bytes. */
const SMALL = 32;
/** Items, letters and bytes, in all. No pickler writes one large value for several calls to take apart. */
const MOST_COPIED = 2 ** 19;
/** What is only equal may stand in the file as often as it is taken. */
const MOST_TIMES = 8;

/**
 * Counts what calls take apart that an earlier call took apart before: a list that is written once can be
 * handed to a call with every six bytes, and each makes a dict of it. Beyond the bound calls stay opaque.
 */
export class Copies {
  readonly #taken = new Set<PickleValue>();
  #first = 0;
  #copied = 0;

  /** Whether a call with such arguments is still given its meaning. */
  allows(args: readonly PickleValue[], effects: Effects | undefined): boolean {
    for (const arg of args) this.#take(arg);
    for (const state of effects?.states ?? []) {
      this.#take(state);
      if (typeof state === 'object' && state?.kind === 'tuple' && state.items.length <= SMALL) {
        for (const item of state.items) this.#take(item);
      }
    }
    return this.#copied <= Math.max(MOST_COPIED, MOST_TIMES * this.#first);
  }

  #take(value: PickleValue): void {
    const size = sizeOf(value);
    if (size <= SMALL) return;
    if (this.#taken.has(value)) this.#copied += size;
    else {
      this.#taken.add(value);
      this.#first += size;
    }
  }
}

function sizeOf(value: PickleValue): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  switch (value.kind) {
    case 'bytes':
    case 'bytearray':
      return value.bytes.length;
    case 'dict':
      return value.keys.length;
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
      return value.items.length;
    default:
      return 0;
  }
}
