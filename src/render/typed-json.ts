/**
 * A tree as JSON that loses nothing: every value says its Python type. Numbers are text, so that no
 * reader rounds them. The encoding is documented in docs/typed-json.md.
 */
import { escapedJson } from '../model/escaped-json.ts';
import { pythonFloatRepr } from '../model/python-repr.ts';
import { Repeats } from '../model/repeats.ts';
import {
  elementCountOf,
  type Mapping,
  type NdArray,
  type Opaque,
  type Storage,
  type Tensor,
  type Value,
} from '../model/value.ts';
import type { Digests } from '../operations/digest.ts';
import type { Inspection } from '../operations/inspect.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Formats whose tree is a list of names: the encoding keeps it one, under this word. */
const NAMED_LISTS: Readonly<Record<string, string>> = {
  safetensors: 'safetensors',
  torchscript: 'torchscript',
  'torch-package': 'package',
  pt2: 'pt2',
};

/** The document of one checkpoint, or of the part that was asked for. */
export function typedJson({ checkpoint, part, path, digests }: Inspection): Json {
  const encoder = new TypedJson(checkpoint.file, digests);
  const { file, format, metadata } = checkpoint;
  const word = NAMED_LISTS[format.id];
  if (word === undefined || path !== '' || typeof part !== 'object' || part?.kind !== 'mapping') {
    return { file, root: encoder.encode(part) };
  }
  const named = Array.from(part.entries, ([name, value]) => [
    String(name),
    encoder.encode(value, `#/${name}`),
  ]);
  const described = metadata.size === 0 ? null : Object.fromEntries(metadata);
  const root = { [word]: named, ...(word === 'safetensors' && { metadata: described }) };
  return { file, root };
}

/** Encodes values of one checkpoint; storages are numbered as they are met. */
export class TypedJson {
  readonly #storages = new Map<Storage | Tensor, number>();
  readonly #repeats: Repeats;
  readonly #digests: Digests | undefined;
  /** The containers around the value being encoded, each with its path. */
  readonly #around = new Map<Value, string>();

  /** With `digests`, tensors carry `sha256`. */
  constructor(file: string, digests?: Digests) {
    this.#repeats = new Repeats(file);
    this.#digests = digests;
  }

  encode(value: Value, path = '#'): Json {
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'string') {
      this.#repeats.characters(value.length);
      return { str: value };
    }
    if (typeof value === 'number' || typeof value === 'bigint') return { int: String(value) };
    this.#repeats.count(value);
    const around = this.#around.get(value);
    if (around !== undefined) return { ref: around };
    this.#around.set(value, path);
    const json = this.#encodeObject(value, path);
    this.#around.delete(value);
    return json;
  }

  #encodeObject(
    value: Exclude<Value, null | boolean | number | bigint | string>,
    path: string,
  ): Json {
    switch (value.kind) {
      case 'float':
        return { float: pythonFloatRepr(value.value) };
      case 'complex':
        return { complex: [pythonFloatRepr(value.real), pythonFloatRepr(value.imaginary)] };
      case 'bytes':
      case 'bytearray':
        return { [value.kind]: hex(value.bytes) };
      case 'list':
      case 'tuple':
        return { [value.kind]: this.#all(value.items, path) };
      case 'set':
      case 'frozenset':
        return { [value.kind]: sorted(this.#all(value.items, path)) };
      case 'size':
        return { size: value.items.map(Number) };
      case 'mapping':
        return this.#mapping(value, path);
      case 'tensor':
        return { tensor: this.#tensor(value, path) };
      case 'storage':
        return { storage: this.#storage(value) };
      case 'ndarray':
        return { ndarray: this.#ndarray(value, path) };
      case 'numpy_scalar':
        return { numpy_scalar: [value.dtype, this.encode(value.value, path)] };
      case 'opaque':
        return this.#opaque(value, path);
      default:
        return { [value.kind]: value.name };
    }
  }

  #all(items: readonly Value[], path: string): Json[] {
    return items.map((item, index) => this.encode(item, `${path}/${index}`));
  }

  #pairs(pairs: Iterable<readonly [Value, Value]>, path: string): Json[] {
    return Array.from(pairs, ([key, value]) => {
      const step = typeof key === 'object' ? '?' : String(key);
      return [this.encode(key, path), this.encode(value, `${path}/${step}`)];
    });
  }

  #mapping({ type, entries }: Mapping, path: string): Json {
    const dict = this.#pairs(entries, path);
    return type === 'dict' ? { dict } : { dict, type };
  }

  #tensor(tensor: Tensor, path: string): Json {
    const { dtype, shape, strides, storageOffset, storage, layout, device, parts } = tensor;
    const sha256 = this.#digests && { sha256: this.#digests.get(tensor) ?? null };
    return {
      dtype,
      shape: shape && [...shape],
      requires_grad: tensor.requiresGrad,
      parameter: tensor.parameter,
      layout,
      device,
      numel: elementCount(tensor),
      ...(storage !== null && {
        strides: strides && [...strides],
        storage_offset: storageOffset,
        storage: this.#storageNumber(storage, tensor),
        storage_bytes: storage.byteLength,
      }),
      ...sha256,
      ...(parts && {
        parts: Object.fromEntries(
          Array.from(parts, ([name, part]) => [name, this.encode(part, `${path}/${name}`)]),
        ),
      }),
      ...this.#subclass(tensor, path),
    };
  }

  /** The attributes of a plain tensor are not part of the encoding. */
  #subclass({ subclass, attributes }: Tensor, path: string): { [key: string]: Json } {
    if (subclass === undefined) return {};
    return {
      subclass,
      ...(attributes !== undefined && { attributes: this.encode(attributes, path) }),
    };
  }

  /** Equal numbers share memory. A storage without bytes has none to share. */
  #storageNumber(storage: Storage, holder: Storage | Tensor): number {
    const key = storage.byteLength === 0 ? holder : storage;
    const number = this.#storages.get(key) ?? this.#storages.size;
    this.#storages.set(key, number);
    return number;
  }

  #storage(storage: Storage): Json {
    const { dtype, byteLength, device } = storage;
    return {
      dtype,
      storage: this.#storageNumber(storage, storage),
      storage_bytes: byteLength,
      device,
      ...(this.#digests && { sha256: this.#digests.get(storage) ?? null }),
    };
  }

  #ndarray(array: NdArray, path: string): Json {
    const { dtype, shape, data } = array;
    const header = { dtype, shape: [...shape] };
    if (!(data instanceof Uint8Array)) return { ...header, items: this.#all(data, path) };
    return { ...header, ...(this.#digests && { sha256: this.#digests.get(array) ?? null }) };
  }

  #opaque({ type, args, kwargs, state, items, elements }: Opaque, path: string): Json {
    return {
      object: type,
      ...(args && { args: this.#all(args, path) }),
      ...(kwargs && {
        kwargs: Object.fromEntries(
          Array.from(kwargs, ([name, value]) => [name, this.encode(value, `${path}/${name}`)]),
        ),
      }),
      ...(state !== undefined && { state: this.encode(state, path) }),
      ...(items && { items: this.#pairs(items, path) }),
      ...(elements && { elements: this.#all(elements, path) }),
    };
  }
}

/** A nested tensor counts the elements of its buffer. */
function elementCount({ shape, parts }: Tensor): number {
  if (shape !== null) return elementCountOf(shape);
  const values = parts?.get('values');
  const buffer = typeof values === 'object' && values?.kind === 'tensor' ? values.shape : null;
  return elementCountOf(buffer ?? []);
}

/** A set has no order of its own. */
function sorted(items: Json[]): Json[] {
  return items
    .map((item) => [JSON.stringify(item), item] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The document as text on one line, with what could act on a terminal escaped. */
export function typedJsonText(report: Inspection): string {
  return escapedJson(JSON.stringify(typedJson(report)));
}
