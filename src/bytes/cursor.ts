import { MalformedError, type Place, TruncatedError } from '../errors.ts';
import { utf8Text } from './text.ts';

const NEWLINE = 0x0a;

/**
 * A position in bytes already in memory. Every read checks its bounds and moves past what it read,
 * so a decoder built on it is plain synchronous code with no arithmetic on offsets. Numbers are
 * little-endian unless the name says otherwise.
 */
export class Cursor {
  position = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  readonly #origin: number;

  /** `origin` is where `bytes` begins in `file`, so that errors name absolute offsets. */
  constructor(bytes: Uint8Array, file: string, origin = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
    this.#origin = origin;
  }

  get place(): Place {
    return this.placeAt(this.position);
  }

  /** The place of an earlier `position`, for errors found after an operand was read. */
  placeAt(position: number): Place {
    return { file: this.#file, offset: this.#origin + position };
  }

  get byteLength(): number {
    return this.#bytes.byteLength;
  }

  get remaining(): number {
    return this.#bytes.byteLength - this.position;
  }

  u8(): number {
    const byte = this.#bytes[this.position];
    if (byte === undefined) throw this.#tooShort(1);
    this.position += 1;
    return byte;
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** A 64-bit length or offset. No file holds 2^53 bytes, so a larger one is malformed. */
  u64(): number {
    const value = this.#view.getBigUint64(this.#advance(8), true);
    if (value > Number.MAX_SAFE_INTEGER) {
      throw new MalformedError(
        `${value} is no length or offset a file can have`,
        this.placeAt(this.position - 8),
      );
    }
    return Number(value);
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#advance(8), true);
  }

  f64BigEndian(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  skip(length: number): void {
    this.#advance(length);
  }

  /** UTF-8 text; `undefined` where the bytes are none. */
  text(length: number): string | undefined {
    return utf8Text(this.bytes(length));
  }

  /** The bytes up to the next newline, which is passed and left out. */
  line(): Uint8Array {
    const start = this.position;
    const end = this.#bytes.indexOf(NEWLINE, start);
    if (end < 0) throw new TruncatedError('a line has no end', this.place);
    this.position = end + 1;
    return this.#bytes.subarray(start, end);
  }

  #advance(length: number): number {
    const start = this.position;
    if (length > this.#bytes.byteLength - start) throw this.#tooShort(length);
    this.position = start + length;
    return start;
  }

  #tooShort(length: number): TruncatedError {
    return new TruncatedError(
      `${length} ${length === 1 ? 'byte is' : 'bytes are'} wanted, ${this.remaining} left`,
      this.place,
    );
  }
}
