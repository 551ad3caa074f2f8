import type { Value } from '../../model/value.ts';
import { entriesOf, partsOf } from '../common/entries.ts';
import type { Part } from '../training-state.ts';

/** The entries of a checkpoint. What no reader takes is left, so that nothing gets lost. */
export class TopLevel {
  readonly #entries: ReadonlyMap<Value, Value>;
  readonly #left: Set<Part>;
  /** What lies deeper and has no meaning to the reader that took what is around it. */
  readonly #inside: Part[] = [];

  constructor(root: Value) {
    this.#entries = entriesOf(root);
    this.#left = new Set(partsOf(root, ''));
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  value(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  /** The entry `key`, if it is there and fits. */
  take(key: string, fits: (value: Value) => boolean): Part | undefined {
    return this.takeAll((part) => part.name === key && fits(part.value))[0];
  }

  takeAll(fits: (part: Part) => boolean): readonly Part[] {
    const taken = [...this.#left].filter(fits);
    for (const part of taken) this.#left.delete(part);
    return taken;
  }

  keep(part: Part): void {
    this.#inside.push(part);
  }

  get left(): readonly Part[] {
    return [...this.#left, ...this.#inside];
  }
}
