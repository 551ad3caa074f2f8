/**
 * Checkpoints of torch 0.1.1 to 0.1.9: a tar archive of `sys_info`, `storages`, `tensors` and
 * `pickle`. https://github.com/pytorch/pytorch/blob/v0.1.9/torch/serialization.py
 */
import type { Cursor } from '../../bytes/cursor.ts';
import { decodePrefix } from '../../bytes/prefix.ts';
import { type ByteSource, windowOf } from '../../bytes/source.ts';
import { firstTarName, hasTarSignature, openTar } from '../../containers/tar.ts';
import { type Pickle, unpickle } from '../../decoders/pickle/index.ts';
import type { PickleValue } from '../../decoders/pickle/value.ts';
import { MalformedError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import type { Anomaly } from '../../model/checkpoint.ts';
import { DTYPES } from '../../model/dtype.ts';
import type { Storage, Tensor, Value } from '../../model/value.ts';
import type { Format } from '../format.ts';
import { globalNames, readPickle } from '../pickled.ts';
import type { PersistentMeaning } from '../python/call.ts';
import { Interpreter, tupleItems } from '../python/interpreter.ts';
import { storageDType } from './dtypes.ts';
import { TORCH_EXTENSIONS } from './index.ts';
import { readNestedStorage } from './nested-stream.ts';
import { isCount } from './persistent-id.ts';
import { torchVocabularies } from './vocabulary.ts';

const ENTRIES = ['sys_info', 'storages', 'tensors', 'pickle'] as const;

export const pytorchTar: Format = {
  id: 'pytorch-tar',
  title: 'PyTorch checkpoint',
  extensions: TORCH_EXTENSIONS,

  recognizes: ({ head }) =>
    hasTarSignature(head) && ENTRIES.some((name) => firstTarName(head).endsWith(name)),

  async open({ source }, context) {
    const { limits } = context;
    const file = source.name;
    const anomalies: Anomaly[] = [];
    const archive = await openTar(source);
    const entry = (name: (typeof ENTRIES)[number]): ByteSource => {
      const found = archive.get(name) ?? archive.get(`./${name}`);
      if (found !== undefined) return found;
      throw new MalformedError(`the tar archive has no "${name}"`, { file }, { kind: 'tar-entry' });
    };
    const storages = await readStorages(entry('storages'), limits);
    const tensors = await readTensors(entry('tensors'), storages, limits);
    const objectEntry = entry('pickle');
    const bytes = await objectEntry.read(0, Math.min(objectEntry.byteLength, limits.pickleBytes));
    const origin = { file, offset: 0, entry: 'pickle' };
    const object = readPickle(bytes, origin, context, anomalies);
    const vocabularies = torchVocabularies({
      persistent: byKey(tensors, storages),
      readNested: readNestedStorage,
    });
    const options = { file, depth: limits.depth, anomalies };
    return {
      file,
      byteLength: source.byteLength,
      format: {
        id: pytorchTar.id,
        title: pytorchTar.title,
        writer: 'torch 0.1.1 to 0.1.9',
        notes: ['tar', `pickle protocol ${object.protocol}`],
      },
      root: new Interpreter(vocabularies, options).value(object.value),
      extras: new Map(),
      metadata: new Map(),
      globals: globalNames(object.globals, origin),
      anomalies,
    };
  },
};

function byKey(
  tensors: ReadonlyMap<string, Tensor>,
  storages: ReadonlyMap<string, Storage>,
): PersistentMeaning {
  return (id): Value | undefined => {
    const key = keyOf(id);
    return key === undefined ? undefined : (tensors.get(key) ?? storages.get(key));
  };
}

function keyOf(value: PickleValue | undefined): string | undefined {
  const isKey = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string';
  return isKey ? String(value) : undefined;
}

/** Reads things that lie one behind the other, each as long as decoding it tells. */
class Sequential {
  #position = 0;
  readonly #source: ByteSource;
  readonly #limit: number;

  constructor(source: ByteSource, limit: number) {
    this.#source = source;
    this.#limit = limit;
  }

  async next<Item>(decode: (cursor: Cursor) => Item): Promise<Item> {
    const start = this.#position;
    return decodePrefix(
      this.#source,
      start,
      this.#limit,
      (cursor) => {
        const item = decode(cursor);
        this.#position = start + cursor.position;
        return item;
      },
      512,
    );
  }

  /** The next bytes, unread. */
  skip(byteLength: number): ByteSource {
    const start = this.#position;
    if (start + byteLength > this.#source.byteLength)
      throw this.malformed('a storage is cut short');
    this.#position += byteLength;
    return windowOf(this.#source, start, this.#position);
  }

  malformed(finding: string): MalformedError {
    const place = { file: this.#source.name };
    return new MalformedError(`${finding}, at ${this.#position} of its tar entry`, place, {
      kind: 'tar-entry',
    });
  }
}

/** A count, then for each `(key, location, type)`, an int64 of elements and the bytes; then views. */
async function readStorages(source: ByteSource, limits: Limits): Promise<Map<string, Storage>> {
  const storages = new Map<string, Storage>();
  const reader = new Sequential(source, limits.pickleBytes);
  const count = countOf(await reader.next((cursor) => unpickle(cursor, limits)), reader);
  for (let index = 0; index < count; index += 1) {
    const [pickledKey, location, type] = await reader.next(
      (cursor) => tupleItems(unpickle(cursor, limits).value) ?? [],
    );
    const key = keyOf(pickledKey);
    const dtype = typeof type === 'object' && type?.kind === 'global' && storageDType(type.name);
    if (key === undefined || !dtype || typeof location !== 'string') {
      throw reader.malformed('a storage without key, location and type');
    }
    const elementCount = Number(await reader.next((cursor) => cursor.i64()));
    if (!isCount(elementCount)) throw reader.malformed(`a storage of ${elementCount} elements`);
    const byteLength = elementCount * DTYPES[dtype].blockBytes;
    const bytes = reader.skip(byteLength);
    const device = location;
    storages.set(key, { kind: 'storage', dtype, byteLength, device, source: bytes });
  }
  await readViews(reader, storages, limits);
  return storages;
}

/** A list of `(key, key of the root, offset, elements)`: storages that are part of another. */
async function readViews(reader: Sequential, storages: Map<string, Storage>, limits: Limits) {
  const { value } = await reader.next((cursor) => unpickle(cursor, limits));
  if (typeof value !== 'object' || value?.kind !== 'list')
    throw reader.malformed('no list of views');
  for (const view of value.items) {
    const [pickledKey, rootKey, offset, elementCount] = tupleItems(view) ?? [];
    const key = keyOf(pickledKey);
    const root = storages.get(keyOf(rootKey) ?? '');
    if (key === undefined || root?.source == null || !isCount(offset) || !isCount(elementCount)) {
      throw reader.malformed('a view of no storage');
    }
    const { blockBytes } = DTYPES[root.dtype];
    const byteLength = elementCount * blockBytes;
    const start = offset * blockBytes;
    if (start + byteLength > root.byteLength) throw reader.malformed('a view beyond its storage');
    storages.set(key, {
      ...root,
      byteLength,
      source: windowOf(root.source, start, start + byteLength),
    });
  }
}

/**
 * A count, then for each `(key, storage key, type)`, an int32 of dimensions and four bytes of
 * padding, then int64s: sizes, strides, storage offset.
 */
async function readTensors(
  source: ByteSource,
  storages: ReadonlyMap<string, Storage>,
  limits: Limits,
): Promise<Map<string, Tensor>> {
  const tensors = new Map<string, Tensor>();
  const reader = new Sequential(source, limits.pickleBytes);
  const count = countOf(await reader.next((cursor) => unpickle(cursor, limits)), reader);
  for (let index = 0; index < count; index += 1) {
    const { items, numbers } = await reader.next((cursor) => {
      const description = tupleItems(unpickle(cursor, limits).value) ?? [];
      const rank = cursor.u32();
      cursor.u32();
      // Grown as bytes arrive: the rank is the file's word.
      const list: number[] = [];
      for (let left = 2 * rank + 1; left > 0; left -= 1) list.push(Number(cursor.i64()));
      return { items: description, numbers: list };
    });
    const [pickledKey, storageKey] = items;
    const key = keyOf(pickledKey);
    const storage = storages.get(keyOf(storageKey) ?? '');
    if (key === undefined || storage === undefined || !numbers.every(isCount)) {
      throw reader.malformed('a tensor without key, storage and sizes');
    }
    const rank = (numbers.length - 1) / 2;
    tensors.set(key, {
      kind: 'tensor',
      dtype: storage.dtype,
      shape: numbers.slice(0, rank),
      strides: numbers.slice(rank, 2 * rank),
      storageOffset: numbers.at(-1) ?? 0,
      storage,
      layout: 'strided',
      device: storage.device,
      requiresGrad: false,
      parameter: false,
    });
  }
  return tensors;
}

function countOf({ value }: Pickle, reader: Sequential): number {
  if (isCount(value)) return value;
  throw reader.malformed('no count');
}
