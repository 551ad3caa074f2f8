import { LimitError } from '../errors.ts';
import type { Value } from '../model/value.ts';

/**
 * A text has no way to share a value: one that is held twice is written twice, and a chain of such
 * values doubles with every link. Real checkpoints repeat a few; more than this is a bomb.
 */
const MOST_REPEATS = 1_000_000;

/** Counts the values that are written again. */
export class Repeats {
  readonly #file: string;
  readonly #written = new Set<Value>();
  #left = MOST_REPEATS;

  constructor(file: string) {
    this.#file = file;
  }

  /** Throws a `LimitError` where too many values are written again. */
  count(value: Value): void {
    if (!this.#written.has(value)) this.#written.add(value);
    else {
      this.#left -= 1;
      if (this.#left >= 0) return;
      throw new LimitError(
        `shared values would be written more than ${MOST_REPEATS} times`,
        { file: this.#file },
        { kind: 'repeats' },
      );
    }
  }
}
