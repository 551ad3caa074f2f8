/** The opcodes of pickle protocol 2 that the restricted unpickler of torch has. */
import { ByteWriter } from '../../bytes/byte-writer.ts';
import { utf8BytesWithSurrogates } from '../../bytes/text.ts';

const NONE = 0x4e;
const TRUE = 0x88;
const FALSE = 0x89;
const BININT = 0x4a;
const BININT1 = 0x4b;
const BININT2 = 0x4d;
const LONG1 = 0x8a;
const LONG4 = 0x8b;
const BINFLOAT = 0x47;
const BINUNICODE = 0x58;
const GLOBAL = 0x63;
const BINGET = 0x68;
const LONG_BINGET = 0x6a;
const BINPUT = 0x71;
const LONG_BINPUT = 0x72;

/** Instructions without operand. */
export const OP = {
  mark: 0x28,
  emptyTuple: 0x29,
  stop: 0x2e,
  binPersId: 0x51,
  reduce: 0x52,
  emptyList: 0x5d,
  append: 0x61,
  build: 0x62,
  appends: 0x65,
  setItem: 0x73,
  tuple: 0x74,
  setItems: 0x75,
  emptyDict: 0x7d,
  tuple1: 0x85,
  tuple2: 0x86,
  tuple3: 0x87,
} as const;

/** What makes a tuple of the last `count` values; more than three, or none, begin with a mark. */
export function tupleOp(count: number) {
  const short = [OP.tuple1, OP.tuple2, OP.tuple3] as const;
  return short[count - 1] ?? OP.tuple;
}

/** Writes instructions, and remembers what may be referred to again. */
export class PickleWriter {
  readonly #out = new ByteWriter();
  /** Objects by identity; texts and names by what they are. */
  readonly #memo = new Map<unknown, number>();

  constructor() {
    this.#out.u8(0x80).u8(2);
  }

  op(code: (typeof OP)[keyof typeof OP]): this {
    this.#out.u8(code);
    return this;
  }

  none(): this {
    this.#out.u8(NONE);
    return this;
  }

  bool(value: boolean): this {
    this.#out.u8(value ? TRUE : FALSE);
    return this;
  }

  int(value: number | bigint): this {
    if (typeof value === 'bigint' || !Number.isSafeInteger(value) || (value | 0) !== value) {
      return this.#long(BigInt(value));
    }
    if (value >= 0 && value <= 0xff) this.#out.u8(BININT1).u8(value);
    else if (value >= 0 && value <= 0xffff) this.#out.u8(BININT2).u16(value);
    else this.#out.u8(BININT).i32(value);
    return this;
  }

  float(value: number): this {
    this.#out.u8(BINFLOAT).f64BigEndian(value);
    return this;
  }

  text(value: string): this {
    const key = `"${value}`;
    if (this.recall(key)) return this;
    const bytes = utf8BytesWithSurrogates(value);
    this.#out.u8(BINUNICODE).u32(bytes.byteLength).bytes(bytes);
    return this.remember(key);
  }

  /** A class or function: the name after the last dot, in the module before it. */
  global(module: string, name: string): this {
    const key = `<${module} ${name}`;
    if (this.recall(key)) return this;
    this.#out.u8(GLOBAL).bytes(new TextEncoder().encode(`${module}\n${name}\n`));
    return this.remember(key);
  }

  /** Writes a reference to what was remembered under `key`, if anything was. */
  recall(key: unknown): boolean {
    const index = this.#memo.get(key);
    if (index === undefined) return false;
    if (index <= 0xff) this.#out.u8(BINGET).u8(index);
    else this.#out.u8(LONG_BINGET).u32(index);
    return true;
  }

  /** Remembers the value that was written last. */
  remember(key: unknown): this {
    const index = this.#memo.size;
    this.#memo.set(key, index);
    if (index <= 0xff) this.#out.u8(BINPUT).u8(index);
    else this.#out.u8(LONG_BINPUT).u32(index);
    return this;
  }

  written(): Uint8Array {
    return this.#out.written();
  }

  /** Two’s complement, no longer than need be. */
  #long(value: bigint): this {
    const digits: number[] = [];
    let rest = value;
    while (rest !== 0n && rest !== -1n) {
      digits.push(Number(rest & 0xffn));
      rest >>= 8n;
    }
    const isSignSet = (digits.at(-1) ?? 0) >= 0x80;
    if (isSignSet !== rest < 0n) digits.push(rest < 0n ? 0xff : 0);
    if (digits.length <= 0xff) this.#out.u8(LONG1).u8(digits.length);
    else this.#out.u8(LONG4).i32(digits.length);
    this.#out.bytes(Uint8Array.from(digits));
    return this;
  }
}
