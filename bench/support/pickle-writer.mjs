import { ByteSink } from './byte-sink.mjs';

/** A Python float that has no fraction: JavaScript’s 1 is taken for an int. */
export const float = (value) => ({ kind: 'float', value });
export const tuple = (...items) => ({ kind: 'tuple', items });
export const global = (module, name) => ({ kind: 'global', module, name });
/** What calling `callable` with the tuple `args` gives, with `entries` set and `state` built into it. */
export const call = (callable, args, { entries = [], state } = {}) => ({
  kind: 'call',
  callable,
  args,
  entries,
  state,
});
export const persistent = (id) => ({ kind: 'persistent', id });

const ORDERED_DICT = global('collections', 'OrderedDict');

/** An `OrderedDict`; its attributes, if any, are in `state`. */
export const orderedDict = (entries, state) => call(ORDERED_DICT, tuple(), { entries, state });

/** A `dict` with string keys; one with other keys is a `Map`. */
export const dict = (object) => new Map(Object.entries(object));

/**
 * A pickle of protocol 2 with the opcodes that Python’s C pickler writes, memo and batches included.
 * Strings and globals are one object wherever they are equal, other values never are. What is
 * no Python value is given to `spell`, as the pickler asks an object for its reduction.
 */
export function pickle(root, spell = refuse) {
  const writer = new PickleWriter(spell);
  writer.write(root);
  return writer.end();
}

function refuse(value) {
  throw new TypeError(`no Python value: ${value}`);
}

const BATCH = 1000;
const TUPLE_OPCODES = [')', '\x85', '\x86', '\x87'];

/** Guards the memo: a number is given to every value that the C pickler would give one. */
class PickleWriter {
  #sink = new ByteSink();
  #memo = new Map();
  #memoized = 0;
  #spell;

  constructor(spell) {
    this.#spell = spell;
    this.#opcode('\x80');
    this.#sink.u8(2);
  }

  end() {
    this.#opcode('.');
    return this.#sink.view();
  }

  write(value) {
    if (value === null) this.#opcode('N');
    else if (typeof value === 'boolean') this.#opcode(value ? '\x88' : '\x89');
    else if (typeof value === 'string') this.#once(value, () => this.#text(value));
    else if (Number.isSafeInteger(value)) this.#int(value);
    else if (typeof value === 'number') this.#float(value);
    else if (Array.isArray(value)) this.#list(value);
    else if (value instanceof Map) this.#dict(value);
    else this.#object(value);
  }

  #object(value) {
    switch (value.kind) {
      case 'float':
        return this.#float(value.value);
      case 'tuple':
        return this.#tuple(value.items);
      case 'global':
        return this.#global(value);
      case 'call':
        return this.#call(value);
      case 'persistent':
        this.write(value.id);
        return this.#opcode('Q');
      default:
        return this.write(this.#spell(value));
    }
  }

  #int(value) {
    if (value >= 0 && value < 2 ** 8) {
      this.#opcode('K');
      this.#sink.u8(value);
    } else if (value >= 0 && value < 2 ** 16) {
      this.#opcode('M');
      this.#sink.u16(value);
    } else if (value >= -(2 ** 31) && value < 2 ** 31) {
      this.#opcode('J');
      this.#sink.i32(value);
    } else {
      this.#long(value);
    }
  }

  /** Python takes the fewest bytes that hold the number and its sign. */
  #long(value) {
    let length = 5;
    while (BigInt.asIntN(8 * length, BigInt(value)) !== BigInt(value)) length += 1;
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    this.#opcode('\x8a');
    this.#sink.u8(length);
    this.#sink.bytes(bytes.subarray(0, length));
  }

  #float(value) {
    this.#opcode('G');
    this.#sink.f64BigEndian(value);
  }

  #text(value) {
    const bytes = Buffer.from(value);
    this.#opcode('X');
    this.#sink.u32(bytes.length);
    this.#sink.bytes(bytes);
  }

  #list(items) {
    this.#opcode(']');
    this.#memoize();
    this.#batches(items, 'a', 'e', (item) => this.write(item));
  }

  #dict(entries) {
    this.#opcode('}');
    this.#memoize();
    this.#entries(entries);
  }

  #entries(entries) {
    this.#batches([...entries], 's', 'u', ([key, value]) => {
      this.write(key);
      this.write(value);
    });
  }

  /** The empty tuple is never memoized. */
  #tuple(items) {
    const opcode = TUPLE_OPCODES[items.length];
    if (opcode === undefined) this.#opcode('(');
    for (const item of items) this.write(item);
    this.#opcode(opcode ?? 't');
    if (items.length > 0) this.#memoize();
  }

  #global({ module, name }) {
    this.#once(`${module}\n${name}\n`, (text) => {
      this.#opcode('c');
      this.#sink.bytes(Buffer.from(text));
    });
  }

  #call({ callable, args, entries, state }) {
    this.write(callable);
    this.write(args);
    this.#opcode('R');
    this.#memoize();
    this.#entries(entries);
    if (state === undefined) return;
    this.write(state);
    this.#opcode('b');
  }

  #batches(items, one, many, write) {
    for (let start = 0; start < items.length; start += BATCH) {
      const batch = items.slice(start, start + BATCH);
      if (batch.length > 1) this.#opcode('(');
      for (const item of batch) write(item);
      this.#opcode(batch.length > 1 ? many : one);
    }
  }

  #opcode(character) {
    this.#sink.u8(character.charCodeAt(0));
  }

  /** Writes what `key` stands for, the second time as a reference to the first. */
  #once(key, write) {
    const index = this.#memo.get(key);
    if (index !== undefined) return this.#indexed('h', 'j', index);
    write(key);
    this.#memo.set(key, this.#memoized);
    this.#memoize();
  }

  #memoize() {
    this.#indexed('q', 'r', this.#memoized);
    this.#memoized += 1;
  }

  #indexed(short, long, index) {
    if (index < 2 ** 8) {
      this.#opcode(short);
      this.#sink.u8(index);
    } else {
      this.#opcode(long);
      this.#sink.u32(index);
    }
  }
}
