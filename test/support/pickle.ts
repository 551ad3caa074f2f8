import { Cursor } from '../../src/bytes/cursor.ts';
import {
  type BrokenPickle,
  type Pickle,
  unpickle,
  unpickleAsFarAsPossible,
} from '../../src/decoders/pickle/index.ts';
import type { PickleValue } from '../../src/decoders/pickle/value.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/limits.ts';
import { concat, text, u16, u32, u64 } from './bytes.ts';

/** A stream as Python’s `b'…'` spells it: each character is a byte. */
export function stream(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, (character) => character.charCodeAt(0));
}

const cursorOf = (pickle: string | Uint8Array) =>
  new Cursor(typeof pickle === 'string' ? stream(pickle) : pickle, 'f');

export function unpickled(pickle: string | Uint8Array, limits: Partial<Limits> = {}): Pickle {
  return unpickle(cursorOf(pickle), { ...DEFAULT_LIMITS, ...limits });
}

export function unpickledValue(pickle: string | Uint8Array): PickleValue {
  return unpickled(pickle).value;
}

export function asFarAsPossible(
  pickle: string | Uint8Array,
  limits: Partial<Limits> = {},
): Pickle | BrokenPickle {
  return unpickleAsFarAsPossible(cursorOf(pickle), { ...DEFAULT_LIMITS, ...limits });
}

/** What `write` takes: an int is a number, a float is wrapped, a dict is a `Map`. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | { readonly float: number }
  | readonly Plain[]
  | ReadonlyMap<string, Plain>;

const BATCH = 1000;

/** Pickles `value` as Python’s pickler does, a string that stands twice by its memo index. */
export function pickleBytes(value: Plain, protocol: 2 | 4): Uint8Array {
  const memo = new Map<string, number>();
  let memoized = 0;
  const parts: Uint8Array[] = [];
  const put = (...added: readonly (string | Uint8Array)[]) => {
    for (const part of added) parts.push(typeof part === 'string' ? stream(part) : part);
  };
  const memoize = () => {
    const index = memoized++;
    if (protocol === 4) put('\x94');
    else put(index < 256 ? 'q' : 'r', index < 256 ? Uint8Array.of(index) : u32(index));
    return index;
  };
  const writeText = (written: string) => {
    const index = memo.get(written);
    if (index !== undefined) {
      put(index < 256 ? 'h' : 'j', index < 256 ? Uint8Array.of(index) : u32(index));
      return;
    }
    const bytes = text(written);
    if (protocol === 4 && bytes.length < 256) put('\x8c', Uint8Array.of(bytes.length), bytes);
    else put('X', u32(bytes.length), bytes);
    memo.set(written, memoize());
  };
  const writeBytes = (bytes: Uint8Array) => {
    if (protocol === 4) {
      if (bytes.length < 256) put('C', Uint8Array.of(bytes.length), bytes);
      else put('B', u32(bytes.length), bytes);
      memoize();
      return;
    }
    put('c_codecs\nencode\n');
    writeText(String.fromCharCode(...bytes));
    writeText('latin1');
    put('\x86R');
  };
  const writeInt = (value: number) => {
    if (value >= 0 && value < 256) put('K', Uint8Array.of(value));
    else if (value >= 0 && value < 65_536) put('M', u16(value));
    else if (value === (value | 0)) put('J', u32(value));
    else put('\x8a\x08', u64(BigInt.asUintN(64, BigInt(value))));
  };
  const batches = <Item>(
    items: readonly Item[],
    one: string,
    more: string,
    write: (item: Item) => void,
  ) => {
    for (let start = 0; start < items.length; start += BATCH) {
      const batch = items.slice(start, start + BATCH);
      if (batch.length > 1) put('(');
      for (const item of batch) write(item);
      put(batch.length > 1 ? more : one);
    }
  };
  const write = (value: Plain): void => {
    if (value === null) put('N');
    else if (typeof value === 'boolean') put(value ? '\x88' : '\x89');
    else if (typeof value === 'number') writeInt(value);
    else if (typeof value === 'string') writeText(value);
    else if (value instanceof Uint8Array) writeBytes(value);
    else if ('float' in value) {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setFloat64(0, value.float);
      put('G', bytes);
    } else if (value instanceof Map) {
      put('}');
      memoize();
      batches([...(value as ReadonlyMap<string, Plain>)], 's', 'u', ([key, item]) => {
        write(key);
        write(item);
      });
    } else {
      put(']');
      memoize();
      batches(value as readonly Plain[], 'a', 'e', write);
    }
  };
  write(value);
  const body = concat(...parts, stream('.'));
  if (protocol === 2) return concat(stream('\x80\x02'), body);
  return concat(stream('\x80\x04\x95'), u64(body.length), body);
}

/** `value` as JavaScript would have it: floats as numbers, tuples as arrays, dicts as maps. */
export function plain(value: PickleValue): unknown {
  if (typeof value !== 'object' || value === null) return value;
  switch (value.kind) {
    case 'float':
      return value.value;
    case 'bytes':
    case 'bytearray':
      return value.bytes;
    case 'dict':
      return new Map(
        value.keys.map((key, index) => [plain(key), plain(value.values[index] ?? null)]),
      );
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
      return value.items.map(plain);
    case 'object':
      return encodedBytes(value.args);
    default:
      throw new Error(`a ${value.kind} is not plain`);
  }
}

/** The bytes that a call of `_codecs.encode` is about. */
function encodedBytes(args: PickleValue): Uint8Array {
  const [latin1] = typeof args === 'object' && args?.kind === 'tuple' ? args.items : [];
  if (typeof latin1 !== 'string') throw new Error('a call is not plain');
  return stream(latin1);
}
