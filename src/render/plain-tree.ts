/**
 * A tree in the terms of JSON and YAML: what these have no word for is an object with a key that
 * begins with `$`. The mapping is documented in docs/json.md.
 */
import { children } from '../model/children.ts';
import { objectText } from '../model/known-objects.ts';
import { configOf } from '../model/omegaconf.ts';
import { Repeats } from '../model/repeats.ts';
import type { Float, Mapping, NdArray, Opaque, Storage, Tensor, Value } from '../model/value.ts';
import type { Digests } from '../operations/digest.ts';
import type { Sharing } from '../operations/sharing.ts';
import { byteLengthOfTensor } from '../operations/tensor-list.ts';

/** Objects are Maps, so that no key of a file’s becomes a property. Floats stay boxed. */
export type Plain = null | boolean | number | bigint | string | Float | Plain[] | PlainObject;
export type PlainObject = Map<string, Plain>;

export interface PlainOptions {
  /** For errors. */
  readonly file: string;
  readonly digests?: Digests | undefined;
  readonly sharing?: ReadonlyMap<Tensor, Sharing> | undefined;
  /** Levels to write; what lies deeper is `{"$hidden": how many}`. */
  readonly depth?: number | undefined;
}

/** Writes the values of one checkpoint. */
export class PlainTree {
  readonly #digests: Digests | undefined;
  readonly #depth: number;
  readonly #sharing: ReadonlyMap<Tensor, Sharing> | undefined;
  readonly #repeats: Repeats;
  /** The containers around the value being written, each with its path. */
  readonly #around = new Map<Value, string>();

  constructor({ file, digests, sharing, depth = Number.POSITIVE_INFINITY }: PlainOptions) {
    this.#sharing = sharing;
    this.#repeats = new Repeats(file);
    this.#digests = digests;
    this.#depth = depth;
  }

  /** Throws a `LimitError` where shared values would be written too often. */
  of(value: Value, path = ''): Plain {
    if (typeof value === 'string') this.#repeats.characters(value.length);
    if (typeof value !== 'object' || value === null || value.kind === 'float') return value;
    this.#repeats.count(value);
    const around = this.#around.get(value);
    if (around !== undefined) return tagged('ref', this.#repeats.line(around));
    if (this.#around.size >= this.#depth && isContainer(value)) {
      return tagged('hidden', Array.from(children(value)).length);
    }
    this.#around.set(value, path);
    const plain = this.#ofObject(value, path);
    this.#around.delete(value);
    return plain;
  }

  #ofObject(value: Exclude<Value, null | boolean | number | bigint | string>, path: string): Plain {
    switch (value.kind) {
      case 'float':
        return value;
      case 'complex':
        return tagged('complex', [float(value.real), float(value.imaginary)]);
      case 'bytes':
      case 'bytearray':
        return tagged(value.kind, base64(value.bytes));
      case 'list':
      case 'tuple':
      case 'size':
        return this.#all(value.items, path);
      case 'set':
      case 'frozenset':
        return tagged(value.kind, this.#all(value.items, path));
      case 'mapping':
        return this.#mapping(value, path);
      case 'tensor':
        return tagged('tensor', this.tensor(value, path));
      case 'storage':
        return tagged('storage', this.#storage(value));
      case 'ndarray':
        return tagged('ndarray', this.tensor(value, path));
      case 'numpy_scalar':
        return this.of(value.value, path);
      case 'opaque':
        return this.#opaque(value, path);
      default:
        return tagged(value.kind, value.name);
    }
  }

  /** What there is to say about a tensor without its elements. */
  tensor(tensor: Tensor | NdArray, path: string): PlainObject {
    const facts: PlainObject = new Map<string, Plain>([
      ['dtype', tensor.dtype],
      ['shape', tensor.shape && [...tensor.shape]],
      ['byteLength', byteLengthOfTensor(tensor)],
    ]);
    const digest = this.#digests?.get(tensor);
    if (digest !== undefined) facts.set('sha256', digest);
    if (tensor.kind === 'ndarray') {
      if (!(tensor.data instanceof Uint8Array)) facts.set('items', this.#all(tensor.data, path));
      return facts;
    }
    const { device, layout, parameter, requiresGrad, subclass, parts, storage } = tensor;
    if (device !== 'cpu') facts.set('device', device);
    if (layout !== 'strided') facts.set('layout', layout);
    if (requiresGrad) facts.set('requiresGrad', true);
    if (parameter) facts.set('parameter', true);
    if (subclass !== undefined) facts.set('subclass', subclass);
    if (storage?.source === null) facts.set('stored', false);
    const shared = this.#sharing?.get(tensor);
    if (shared !== undefined)
      facts.set(shared.isTied ? 'tiedTo' : 'sharesWith', this.#repeats.line(shared.path));
    if (parts !== undefined) {
      const plain = Array.from(
        parts,
        ([name, part]) => [name, this.of(part, `${path}.${name}`)] as const,
      );
      facts.set('parts', new Map(plain));
    }
    return facts;
  }

  #storage({ dtype, byteLength, device }: Storage): Plain {
    return new Map<string, Plain>([
      ['dtype', dtype],
      ['byteLength', byteLength],
      ['device', device],
    ]);
  }

  #all(items: readonly Value[], path: string): Plain[] {
    return items.map((item, index) => this.of(item, `${path}[${index}]`));
  }

  #pairs(pairs: Iterable<readonly [Value, Value]>, path: string): Plain[] {
    return Array.from(pairs, ([key, value]) => [this.of(key, path), this.of(value, `${path}[…]`)]);
  }

  #mapping({ type, entries }: Mapping, path: string): Plain {
    const object = this.#object(entries, path);
    if (object === undefined) return tagged('dict', this.#pairs(entries, path));
    if (type === 'collections.defaultdict' || type === 'collections.Counter') {
      return new Map<string, Plain>([['$type', type], ...object]);
    }
    return object;
  }

  /** Keys that are text or ints, as text; `undefined` where others are or two would be one. */
  #object(entries: Iterable<readonly [Value, Value]>, path: string): PlainObject | undefined {
    const object: PlainObject = new Map();
    const pairs = [...entries];
    const names = new Set<string>();
    for (const [key] of pairs) {
      if (typeof key !== 'string' && typeof key !== 'number') return undefined;
      if (names.has(String(key))) return undefined;
      names.add(String(key));
    }
    for (const [key, value] of pairs) {
      const name = String(key);
      this.#repeats.characters(name.length);
      object.set(escapedKey(name), this.of(value, `${path}.${name}`));
    }
    return object;
  }

  #opaque(object: Opaque, path: string): Plain {
    const { type, args, kwargs, state, items, elements } = object;
    const plain: PlainObject = new Map<string, Plain>([['$type', type]]);
    const config = configOf(object);
    if (config?.kind === 'mapping') {
      const entries = this.#object(config.entries, path);
      if (entries !== undefined) return new Map([...plain, ...entries]);
    } else if (config !== undefined) {
      return plain.set('$elements', this.#all(config.items, path));
    }
    const text = objectText(object);
    if (text !== undefined) plain.set('$repr', text);
    if (args !== undefined) plain.set('$args', this.#all(args, path));
    if (kwargs !== undefined) {
      plain.set('$kwargs', this.#object(kwargs, path) ?? this.#pairs(kwargs, path));
    }
    if (elements !== undefined) plain.set('$elements', this.#all(elements, path));
    const attributes = attributesOf(state);
    const inline = attributes && this.#object(attributes, path);
    if (state !== undefined && inline === undefined) plain.set('$state', this.of(state, path));
    const entries = items && this.#object(items, path);
    if (items !== undefined && (entries === undefined || inline !== undefined)) {
      plain.set('$items', entries ?? this.#pairs(items, path));
    }
    // The attributes of an object, or the items of a dict of a class of its own, stand directly in it.
    return new Map([...plain, ...(inline ?? entries ?? [])]);
  }
}

function attributesOf(state: Value | undefined): ReadonlyMap<Value, Value> | undefined {
  return typeof state === 'object' && state?.kind === 'mapping' ? state.entries : undefined;
}

function isContainer(value: Value): boolean {
  return children(value).next().done !== true;
}

/** A key of the file’s that begins with `$` gets another, so that it is none of ours. */
export function escapedKey(key: string): string {
  return key.startsWith('$') ? `$${key}` : key;
}

function tagged(word: string, plain: Plain): PlainObject {
  return new Map([[`$${word}`, plain]]);
}

function float(value: number): Float {
  return { kind: 'float', value };
}

function base64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // A multiple of three, so that the pieces join.
  for (let start = 0; start < bytes.length; start += 3072) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(start, start + 3072))));
  }
  return pieces.join('');
}
