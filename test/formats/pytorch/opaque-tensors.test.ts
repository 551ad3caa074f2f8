import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/bytes/source.ts';
import type { PickleValue } from '../../../src/decoders/pickle/value.ts';
import { LimitError } from '../../../src/errors.ts';
import { StorageBook, storageResolver } from '../../../src/formats/pytorch/storages.ts';
import { torchVocabularies } from '../../../src/formats/pytorch/vocabulary.ts';
import { meaningOf, pickled } from '../../support/pickle-values.ts';

const { call, dict, global, list, tuple } = pickled;

function meant(value: PickleValue) {
  const storages = new StorageBook(() => ({ source: memorySource('f', new Uint8Array(64)) }));
  const vocabularies = torchVocabularies({
    persistent: storageResolver(storages),
    readNested: () => undefined,
  });
  return meaningOf(value, vocabularies);
}

const storage = pickled.persistent(tuple('storage', global('torch.FloatStorage'), '0', 'cpu', 16));
const float32 = global('torch.float32');
const v2 = (...args: PickleValue[]) => call('torch._utils._rebuild_tensor_v2', args);
const viewOf = (offset: PickleValue, size: PickleValue, stride: PickleValue) =>
  v2(storage, offset, size, stride, false, dict());
const plain = viewOf(0, tuple(2), tuple(1));
const layout = (name: string) => call('torch.serialization._get_layout', [name]);
const utils = (name: string, ...args: PickleValue[]) => call(`torch._utils.${name}`, args);

/** Sizes that no tensor can have: a call that says so. */
const IMPOSSIBLE: readonly (readonly [string, PickleValue])[] = [
  ['a negative offset', viewOf(-1, tuple(2), tuple(1))],
  ['an offset of None', viewOf(null, tuple(2), tuple(1))],
  ['a negative size', viewOf(0, tuple(-2), tuple(1))],
  ['a negative stride', viewOf(0, tuple(2), tuple(-1))],
  ['fewer strides than sizes', viewOf(0, tuple(2, 2), tuple(1))],
  ['a size that is text', viewOf(0, tuple('2'), tuple(1))],
  ['a size that is a float', viewOf(0, tuple(pickled.float(2)), tuple(1))],
  ['a size beyond 2**53', viewOf(0, tuple(2n ** 64n), tuple(1))],
  ['more elements than 2**53', viewOf(0, tuple(2 ** 40, 2 ** 40), tuple(0, 0))],
  ['sizes that are a dict', viewOf(0, dict(), tuple(1))],
  ['sizes that another call gives', viewOf(0, call('a.sizes', [tuple(2)]), tuple(1))],
  [
    'sizes in one another',
    viewOf(0, call('torch.Size', [call('torch.Size', [tuple(2)])]), tuple(1)),
  ],
];

/** Arguments that say nothing to us: a call. */
const OPAQUE: readonly (readonly [string, PickleValue])[] = [
  ['too few arguments', v2(storage, 0, tuple(2))],
  ['no storage', v2(5, 0, tuple(2), tuple(1), false, dict())],
  [
    'no dtype',
    utils('_rebuild_tensor_v3', storage, 0, tuple(2), tuple(1), false, dict(), 'float32'),
  ],
  [
    'an unknown dtype',
    utils(
      '_rebuild_tensor_v3',
      storage,
      0,
      tuple(2),
      tuple(1),
      false,
      dict(),
      global('torch.float31'),
    ),
  ],
  [
    'a dtype of another module',
    utils(
      '_rebuild_tensor_v3',
      storage,
      0,
      tuple(2),
      tuple(1),
      false,
      dict(),
      global('numpy.float32'),
    ),
  ],
  ['a parameter of no tensor', utils('_rebuild_parameter', 5, true, dict())],
  ['a parameter of nothing', utils('_rebuild_parameter')],
  [
    'a quantized tensor without a scale',
    utils('_rebuild_qtensor', storage, 0, tuple(2), tuple(1), tuple()),
  ],
  [
    'a sparse tensor of a strided layout',
    utils('_rebuild_sparse_tensor', layout('torch.strided'), tuple(plain, plain, tuple(2))),
  ],
  [
    'a sparse tensor of no layout',
    utils('_rebuild_sparse_tensor', 'torch.sparse_coo', tuple(plain, plain, tuple(2))),
  ],
  [
    'a sparse tensor of no indices',
    utils('_rebuild_sparse_tensor', layout('torch.sparse_coo'), tuple(5, plain, tuple(2))),
  ],
  [
    'a sparse tensor without sizes',
    utils('_rebuild_sparse_tensor', layout('torch.sparse_coo'), tuple(plain, plain)),
  ],
  [
    'a sparse tensor that only torch 1 reads',
    utils(
      '_rebuild_sparse_csr_tensor',
      layout('torch.sparse_csr'),
      tuple(plain, plain, plain, tuple(2)),
    ),
  ],
  ['a nested tensor without offsets', utils('_rebuild_nested_tensor', plain, plain, plain)],
  [
    'a meta tensor of no dtype',
    utils('_rebuild_meta_tensor_no_storage', 5, tuple(2), tuple(1), false),
  ],
  [
    'a meta tensor of too few strides',
    utils('_rebuild_meta_tensor_no_storage', float32, tuple(2), tuple(), false),
  ],
  [
    'a change of dtype',
    utils('_rebuild_device_tensor_from_cpu_tensor', plain, global('torch.float16'), 'xla', false),
  ],
  ['an array on a device', utils('_rebuild_device_tensor_from_numpy', 5, float32, 'xla:0', false)],
  [
    'a class made by another function',
    call('torch._tensor._rebuild_from_type_v2', [global('a.make'), global('a.T'), tuple(), null]),
  ],
  [
    'a wrapper without data',
    call('torch._tensor._rebuild_from_type_v2', [
      ...[global('torch._utils._rebuild_wrapper_subclass'), global('a.T'), tuple(), dict()],
    ]),
  ],
  [
    'a class whose tensor makes no sense',
    call('torch._tensor._rebuild_from_type_v2', [
      ...[global('torch._utils._rebuild_tensor_v2'), global('a.T'), tuple(5), null],
    ]),
  ],
];

describe('a tensor that cannot be', () => {
  for (const [what, value] of IMPOSSIBLE) {
    it(`with ${what} stays a call, and is noted`, () => {
      const { value: meaning, anomalies } = meant(value);

      expect(meaning).toMatchObject({ kind: 'opaque' });
      expect(anomalies.map(({ kind }) => kind)).toEqual(['impossible-tensor']);
    });
  }

  it('says where it stands', () => {
    const { anomalies } = meant({ ...viewOf(-1, tuple(2), tuple(1)), offset: 77 });

    expect(anomalies).toMatchObject([{ place: { file: 'f', offset: 77 } }]);
  });
});

describe('a call that gives no tensor we know', () => {
  for (const [what, value] of OPAQUE) {
    it(`for ${what}`, () => {
      const { value: meaning, anomalies } = meant(value);

      expect(meaning).toMatchObject({ kind: 'opaque' });
      expect(anomalies).toEqual([]);
    });
  }

  it('where something is done to the tensor afterwards', () => {
    const touched = { ...plain, effects: { states: [5], keys: [], values: [], elements: [] } };

    expect(meant(touched).value).toMatchObject({ kind: 'opaque', state: 5 });
  });
});

describe('a tensor made to overflow the stack', () => {
  it('by sizes in one another is refused or stays a call', () => {
    let deep: PickleValue = tuple(2);
    for (let level = 0; level < 100_000; level += 1) deep = call('torch.Size', [deep]);

    expect(() => meant(viewOf(0, deep, tuple(1)))).toThrow(LimitError);
    expect(() => meant(deep)).toThrow(LimitError);
  });

  it('by classes in one another is refused or stays a call', () => {
    const name = 'torch._tensor._rebuild_from_type_v2';
    let args: PickleValue = tuple();
    for (let level = 0; level < 100_000; level += 1) {
      args = tuple(global(name), global('a.T'), args, null);
    }

    expect(() => meant(call(name, [global(name), global('a.T'), args, null]))).toThrow(LimitError);
  });

  it('keeps a list of sizes that holds itself out', () => {
    const sizes = list();
    sizes.items.push(sizes);

    expect(meant(viewOf(0, sizes, tuple(1))).value).toMatchObject({ kind: 'opaque' });
  });
});
