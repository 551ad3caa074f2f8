import { LimitError } from '../errors.ts';
import type { Value } from '../model/value.ts';

/**
 * A text has no way to share a value: one that is held twice is written twice, and a chain of such
 * values doubles with every link. Real checkpoints repeat a few; more than this is a bomb.
 */
const MOST_REPEATS = 1_000_000;
/** JavaScript has no text of more than 2^29 characters, and JSON may write one as six. */
const MOST_CHARACTERS = 2 ** 26;

/** Counts the values that are written again, and what is directly inside them. */
export class Repeats {
  readonly #file: string;
  readonly #written = new Set<Value>();
  #left = MOST_REPEATS;
  #charactersLeft = MOST_CHARACTERS;

  constructor(file: string) {
    this.#file = file;
  }

  /** Throws a `LimitError` where too many values are written again. */
  count(value: Exclude<Value, null | boolean | number | bigint | string>): void {
    // Bytes are written as two digits each at most, and no digit is escaped.
    if ('bytes' in value) this.characters(value.bytes.length / 2);
    if (!this.#written.has(value)) this.#written.add(value);
    else {
      this.#left -= 1 + sizeOf(value);
      if (this.#left < 0) throw this.#bomb(`shared values more than ${MOST_REPEATS} times`);
    }
  }

  /** Counts the characters of a text, each time it is written. */
  characters(length: number): void {
    this.#charactersLeft -= length;
    if (this.#charactersLeft < 0) throw this.#bomb(`more than ${MOST_CHARACTERS} characters`);
  }

  #bomb(what: string): LimitError {
    const finding = `the answer would have to write ${what}`;
    return new LimitError(finding, { file: this.#file }, { kind: 'repeats' });
  }
}

/** How many values are directly inside. */
function sizeOf(value: Exclude<Value, null | boolean | number | bigint | string>): number {
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
    case 'size':
      return value.items.length;
    case 'mapping':
      return value.entries.size;
    case 'ndarray':
      return value.data instanceof Uint8Array ? 0 : value.data.length;
    case 'opaque': {
      const { args = [], items = [], elements = [] } = value;
      return args.length + items.length + elements.length;
    }
    case 'bytes':
    case 'bytearray':
      return value.bytes.length >>> 4;
    default:
      return 0;
  }
}
