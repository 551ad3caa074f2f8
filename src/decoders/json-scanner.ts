import type { Cursor } from '../bytes/cursor.ts';
import { utf8Text } from '../bytes/text.ts';
import { LimitError, MalformedError, TruncatedError } from '../errors.ts';
import { escapeEnd, invalidUtf8At, isWhiteSpace } from './json-text.ts';
import type {
  JsonArray,
  JsonMember,
  JsonNumber,
  JsonObject,
  JsonOptions,
  JsonValue,
} from './json-value.ts';

const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const BIT_OF_CASE = 0x20;
const SMALL_E = 0x65;
const SMALL_F = 0x66;
const SMALL_N = 0x6e;
const SMALL_T = 0x74;

/** Gives one character for each byte, and the right one for ASCII. */
const BYTE_BY_BYTE = new TextDecoder('windows-1252');

/**
 * A position in JSON text that is known to be UTF-8; each method reads what begins there and moves
 * past it. Depth is bounded, so values may recurse.
 */
export class JsonScanner {
  readonly #bytes: Uint8Array;
  /** A character a byte, so that indexes are offsets. Right only where all bytes are ASCII. */
  readonly #text: string;
  readonly #cursor: Cursor;
  /** Where the text begins, in the cursor and in the file. */
  readonly #start: number;
  readonly #origin: number;
  readonly #options: JsonOptions;
  #index = 0;

  /** Takes all the rest of `cursor`. */
  constructor(cursor: Cursor, options: JsonOptions) {
    this.#cursor = cursor;
    this.#start = cursor.position;
    this.#origin = cursor.place.offset ?? 0;
    this.#options = options;
    this.#bytes = cursor.bytes(cursor.remaining);
    const text = utf8Text(this.#bytes);
    if (text === undefined) {
      throw this.#malformed('the JSON is not UTF-8', 'json/utf-8', invalidUtf8At(this.#bytes));
    }
    // Slices of one long string are far cheaper than decoding a million short ones.
    this.#text = text.length === this.#bytes.length ? text : BYTE_BY_BYTE.decode(this.#bytes);
  }

  value(depth: number): JsonValue {
    const byte = this.#peek();
    const offset = this.#origin + this.#index;
    switch (byte) {
      case OPENING_BRACE:
        return this.#object(depth);
      case OPENING_BRACKET:
        return this.#array(depth);
      case QUOTE:
        return { kind: 'string', offset, value: this.#string() };
      case SMALL_N:
        if (this.#word('null')) return { kind: 'null', offset };
        break;
      case SMALL_T:
        if (this.#word('true')) return { kind: 'boolean', offset, value: true };
        break;
      case SMALL_F:
        if (this.#word('false')) return { kind: 'boolean', offset, value: false };
        break;
      default:
    }
    return this.#number();
  }

  /** The members of an object, each as soon as it is read. */
  *members(depth: number): Generator<JsonMember> {
    if (this.#peek() !== OPENING_BRACE) throw this.#unexpected('an object');
    this.#enter(depth);
    for (let first = true; this.#hasMore(CLOSING_BRACE, first); first = false) {
      yield this.#member(depth - 1);
    }
  }

  /** Makes sure that nothing but white space is left. */
  end(): void {
    if (this.#peek() !== undefined) throw this.#unexpected('the end');
  }

  #object(depth: number): JsonObject {
    const offset = this.#origin + this.#index;
    const members: JsonMember[] = [];
    this.#enter(depth);
    for (let first = true; this.#hasMore(CLOSING_BRACE, first); first = false) {
      members.push(this.#member(depth - 1));
    }
    return { kind: 'object', offset, members };
  }

  #array(depth: number): JsonArray {
    const offset = this.#origin + this.#index;
    const items: JsonValue[] = [];
    this.#enter(depth);
    for (let first = true; this.#hasMore(CLOSING_BRACKET, first); first = false) {
      items.push(this.value(depth - 1));
    }
    return { kind: 'array', offset, items };
  }

  #member(depth: number): JsonMember {
    if (this.#peek() !== QUOTE) throw this.#unexpected('a key in quotes');
    const offset = this.#origin + this.#index;
    const key = this.#string();
    if (this.#peek() !== COLON) throw this.#unexpected('":"');
    this.#index += 1;
    return { key, offset, value: this.value(depth) };
  }

  #enter(depth: number): void {
    if (depth === 0) {
      const finding = `more than ${this.#options.depth} arrays and objects lie inside each other`;
      throw new LimitError(finding, this.#place(this.#index), { kind: 'json/too-deep' });
    }
    this.#index += 1;
  }

  /** Passes the comma before a further item, or the bracket after the last one. */
  #hasMore(closing: number, first: boolean): boolean {
    const byte = this.#peek();
    if (byte === closing) {
      this.#index += 1;
      return false;
    }
    if (first) return true;
    if (byte !== COMMA) throw this.#unexpected(`"," or "${String.fromCharCode(closing)}"`);
    this.#index += 1;
    return true;
  }

  #string(): string {
    const start = this.#index + 1;
    let isAscii = true;
    let hasEscapes = false;
    let end = start;
    for (let byte = this.#bytes[end]; byte !== QUOTE; byte = this.#bytes[end]) {
      if (byte === undefined || byte < SPACE) {
        this.#index = end;
        throw this.#unexpected('the rest of a string');
      }
      if (byte === BACKSLASH) {
        hasEscapes = true;
        const next = escapeEnd(this.#text, end);
        if (next === undefined) {
          throw this.#malformed('a string has an escape that is none', 'json/escape', end);
        }
        end = next;
      } else {
        if (byte > 0x7f) isAscii = false;
        end += 1;
      }
    }
    this.#index = end + 1;
    const [from, to] = hasEscapes ? [start - 1, end + 1] : [start, end];
    const text = isAscii
      ? this.#text.slice(from, to)
      : (utf8Text(this.#bytes.subarray(from, to)) ?? '');
    // One string whose escapes are known to be sound: all that is left is to replace them.
    return hasEscapes ? JSON.parse(text) : text;
  }

  #number(): JsonNumber {
    const { pythonConstants = false, finite = false } = this.#options;
    const start = this.#index;
    const offset = this.#origin + start;
    if (pythonConstants) {
      for (const text of ['NaN', 'Infinity', '-Infinity']) {
        if (this.#word(text)) return { kind: 'number', offset, text };
      }
    }
    if (this.#bytes[start] === MINUS) this.#index += 1;
    if (this.#bytes[this.#index] === ZERO) this.#index += 1;
    else this.#digits(this.#index === start ? 'a value' : 'a digit');
    if (this.#bytes[this.#index] === POINT) {
      this.#index += 1;
      this.#digits('a digit');
    }
    if (((this.#bytes[this.#index] ?? 0) | BIT_OF_CASE) === SMALL_E) {
      this.#index += 1;
      const sign = this.#bytes[this.#index];
      if (sign === PLUS || sign === MINUS) this.#index += 1;
      this.#digits('a digit');
    }
    const text = this.#text.slice(start, this.#index);
    if (finite && !Number.isFinite(Number(text))) {
      throw this.#malformed('a number is larger than a double can be', 'json/number', start);
    }
    return { kind: 'number', offset, text };
  }

  #digits(wanted: string): void {
    const start = this.#index;
    for (let byte = this.#bytes[start] ?? 0; byte >= ZERO && byte <= NINE; ) {
      this.#index += 1;
      byte = this.#bytes[this.#index] ?? 0;
    }
    if (this.#index === start) throw this.#unexpected(wanted);
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#index)) return false;
    this.#index += word.length;
    return true;
  }

  /** The byte after any white space, which is passed. */
  #peek(): number | undefined {
    for (;;) {
      const byte = this.#bytes[this.#index];
      if (byte === undefined || !isWhiteSpace(byte)) return byte;
      this.#index += 1;
    }
  }

  #unexpected(wanted: string): MalformedError {
    const byte = this.#bytes[this.#index];
    if (byte === undefined) {
      const finding = `the JSON ends where ${wanted} is wanted`;
      return new TruncatedError(finding, this.#place(this.#index), { kind: 'json/cut-short' });
    }
    const isVisible = byte > SPACE && byte < 0x7f;
    const found = isVisible ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16)}`;
    return this.#malformed(`${found} stands where ${wanted} is wanted`, 'json/syntax', this.#index);
  }

  #malformed(finding: string, kind: string, index: number): MalformedError {
    return new MalformedError(finding, this.#place(index), { kind });
  }

  #place(index: number) {
    return this.#cursor.placeAt(this.#start + index);
  }
}
