import { LimitError } from '../errors.ts';
import type { Value } from './value.ts';

/**
 * A text has no way to share a value: one that is held twice is written twice, and a chain of such
 * values doubles with every link. Real checkpoints repeat a few; more than this is a bomb.
 */
export const MOST_REPEATS = 1_000_000;
/** JavaScript has no text of more than 2^29 characters, and JSON may write one as six. */
const MOST_CHARACTERS = 2 ** 26;
const LONG_LINE = 1_000;

type Inside = Exclude<Value, null | boolean | number | bigint | string>;

/** Counts the values that are written again, and what is directly inside them. */
export class Repeats {
  readonly #file: string;
  readonly #written = new Set<Value>();
  readonly #most: number;
  #left: number;
  #charactersLeft = MOST_CHARACTERS;

  constructor(file: string, most = MOST_REPEATS) {
    this.#file = file;
    this.#most = most;
    this.#left = most;
  }

  /** Throws a `LimitError` where too many values are written again. */
  count(value: Inside): void {
    // Bytes are written as two digits each at most, and no digit is escaped.
    if ('bytes' in value) this.characters(value.bytes.length / 2);
    if ('type' in value) this.line(value.type);
    if ('name' in value) this.line(value.name);
    this.values(value);
  }

  /** The same, of what is looked into and not written. */
  values(value: Inside): void {
    if (!this.#written.has(value)) this.#written.add(value);
    else {
      this.#left -= 1 + sizeOf(value);
      if (this.#left < 0) throw this.#bomb(`shared values more than ${this.#most} times`);
    }
  }

  /** Counts the characters of a text, each time it is written. */
  characters(length: number): void {
    this.#charactersLeft -= length;
    if (this.#charactersLeft < 0) throw this.#bomb(`more than ${MOST_CHARACTERS} characters`);
  }

  /** The same of a line, which is long only where a name or a path is written again and again. */
  line(text: string): string {
    if (text.length > LONG_LINE) this.characters(text.length);
    return text;
  }

  #bomb(what: string): LimitError {
    const finding = `the answer would have to write ${what}`;
    return new LimitError(finding, { file: this.#file }, { kind: 'repeats' });
  }
}

/** How many values are directly inside. */
export function sizeOf(value: Inside): number {
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
