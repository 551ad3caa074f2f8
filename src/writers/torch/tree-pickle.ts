/** A tree as a pickle that torch loads with `weights_only=True`. */
import { latin1Text } from '../../bytes/text.ts';
import { isKind, type Mapping, type Value } from '../../model/value.ts';
import { OP, PickleWriter, tupleOp } from './opcodes.ts';
import type { StorageRecord, TorchStorages } from './storages.ts';
import { TensorPickler } from './tensor-pickle.ts';
import { unwritableInTorch } from './unwritable.ts';

export interface PickledTree {
  readonly pickle: Uint8Array;
  /** By their keys: the first is `0`. */
  readonly records: readonly StorageRecord[];
}

/** Python’s own pickler writes so many items at a time. */
const BATCH = 1000;

/** Throws a `TypeError` at a value that `unwritableInTorch` gives a reason for. */
export function pickledTree(root: Value, storages: TorchStorages): PickledTree {
  const pickler = new TreePickler(storages);
  pickler.value(root);
  pickler.writer.op(OP.stop);
  return { pickle: pickler.writer.written(), records: pickler.records };
}

class TreePickler {
  readonly writer = new PickleWriter();
  readonly #tensors: TensorPickler;
  /** Tuples that are being written. */
  readonly #open = new Set<Value>();

  constructor(storages: TorchStorages) {
    this.#tensors = new TensorPickler(this.writer, storages, (value) => this.value(value));
  }

  /** In the order of their keys. */
  get records(): StorageRecord[] {
    return this.#tensors.records;
  }

  value(value: Value): void {
    const { writer } = this;
    if (value === null) writer.none();
    else if (typeof value === 'boolean') writer.bool(value);
    else if (typeof value === 'number' || typeof value === 'bigint') writer.int(value);
    else if (typeof value === 'string') writer.text(value);
    else if (value.kind === 'float') writer.float(value.value);
    else if (!writer.recall(value)) this.#object(value);
  }

  #object(value: Exclude<Value, null | boolean | number | bigint | string>): void {
    const reason = unwritableInTorch(value);
    if (reason !== undefined) throw new TypeError(`${reason} cannot be pickled for torch`);
    const { writer } = this;
    switch (value.kind) {
      case 'complex':
        writer.global('__builtin__', 'complex').float(value.real).float(value.imaginary);
        writer.op(OP.tuple2).op(OP.reduce).remember(value);
        return;
      case 'bytes':
        this.#bytes(value.bytes);
        writer.remember(value);
        return;
      case 'bytearray':
        writer.global('__builtin__', 'bytearray');
        this.#bytes(value.bytes);
        writer.op(OP.tuple1).op(OP.reduce).remember(value);
        return;
      case 'dtype':
      case 'qscheme':
        writer.global('torch', value.name);
        return;
      case 'device':
        this.#device(value.name);
        writer.remember(value);
        return;
      case 'layout':
        this.#layout(value.name);
        return;
      case 'list':
        this.#list(value.items, value);
        return;
      case 'tuple':
        this.#tuple(value.items, value);
        return;
      case 'set':
        writer.global('__builtin__', 'set');
        this.#list(value.items);
        writer.op(OP.tuple1).op(OP.reduce).remember(value);
        return;
      case 'size':
        writer.global('torch', 'Size');
        this.#tuple(value.items);
        writer.op(OP.tuple1).op(OP.reduce).remember(value);
        return;
      case 'mapping':
        this.#mapping(value);
        return;
      case 'tensor':
        this.#tensors.tensor(value);
        writer.remember(value);
        return;
      case 'storage':
        this.#tensors.storage(value);
        writer.remember(value);
        return;
      default:
    }
  }

  /** Protocol 2 has no bytes: each is the character of its number. */
  #bytes(bytes: Uint8Array): void {
    const { writer } = this;
    writer.global('_codecs', 'encode').text(latin1Text(bytes)).text('latin1');
    writer.op(OP.tuple2).op(OP.reduce);
  }

  #device(name: string): void {
    const { writer } = this;
    const [, type = name, index] = /^(.*):(\d+)$/.exec(name) ?? [];
    writer.global('torch', 'device').text(type);
    if (index === undefined) writer.op(OP.tuple1);
    else writer.int(Number(index)).op(OP.tuple2);
    writer.op(OP.reduce);
  }

  #layout(name: string): void {
    const { writer } = this;
    writer.global('torch.serialization', '_get_layout').text(`torch.${name}`);
    writer.op(OP.tuple1).op(OP.reduce);
  }

  #list(items: readonly Value[], remembered?: Value): void {
    const { writer } = this;
    writer.op(OP.emptyList);
    if (remembered !== undefined) writer.remember(remembered);
    for (let start = 0; start < items.length; start += BATCH) {
      const batch = items.slice(start, start + BATCH);
      if (batch.length > 1) writer.op(OP.mark);
      for (const item of batch) this.value(item);
      writer.op(batch.length > 1 ? OP.appends : OP.append);
    }
  }

  #tuple(items: readonly Value[], remembered?: Value): void {
    const { writer } = this;
    if (items.length === 0) {
      writer.op(OP.emptyTuple);
      return;
    }
    if (remembered !== undefined && this.#open.has(remembered)) {
      throw new TypeError('a tuple that holds itself cannot be pickled for torch');
    }
    if (remembered !== undefined) this.#open.add(remembered);
    if (items.length > 3) writer.op(OP.mark);
    for (const item of items) this.value(item);
    writer.op(tupleOp(items.length));
    if (remembered === undefined) return;
    this.#open.delete(remembered);
    writer.remember(remembered);
  }

  #mapping(mapping: Mapping): void {
    const { writer } = this;
    const { type, attributes } = mapping;
    if (type === 'collections.Counter') {
      writer.global('collections', 'Counter').op(OP.emptyDict);
      this.#entries(mapping);
      writer.op(OP.tuple1).op(OP.reduce).remember(mapping);
      return;
    }
    if (type === 'dict') writer.op(OP.emptyDict);
    else writer.global('collections', 'OrderedDict').op(OP.emptyTuple).op(OP.reduce);
    writer.remember(mapping);
    this.#entries(mapping);
    if (type === 'dict' || !isKind(attributes, 'mapping')) return;
    this.value(attributes);
    writer.op(OP.build);
  }

  #entries({ entries }: Mapping): void {
    const { writer } = this;
    const all = [...entries];
    for (let start = 0; start < all.length; start += BATCH) {
      const batch = all.slice(start, start + BATCH);
      if (batch.length > 1) writer.op(OP.mark);
      for (const [key, value] of batch) {
        this.value(key);
        this.value(value);
      }
      writer.op(batch.length > 1 ? OP.setItems : OP.setItem);
    }
  }
}
