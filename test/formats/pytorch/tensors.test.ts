import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/bytes/source.ts';
import type { PickleValue } from '../../../src/decoders/pickle/value.ts';
import { StorageBook, storageResolver } from '../../../src/formats/pytorch/storages.ts';
import { torchVocabularies } from '../../../src/formats/pytorch/vocabulary.ts';
import type { Tensor, Value } from '../../../src/model/value.ts';
import { meaningOf, pickled } from '../../support/pickle-values.ts';
import { dict as dictOf, float } from '../../support/values.ts';

const { call, dict, global, list, tuple } = pickled;

/** What a value means in a file whose every storage has 64 bytes. */
function meant(value: PickleValue) {
  const storages = new StorageBook(() => ({ source: memorySource('f', new Uint8Array(64)) }));
  const vocabularies = torchVocabularies({
    persistent: storageResolver(storages),
    readNested: () => undefined,
  });
  const { value: meaning, anomalies } = meaningOf(value, vocabularies);
  return { meaning, kinds: anomalies.map(({ kind }) => kind), anomalies };
}

/** A storage of each type. */
const stored = (type = 'FloatStorage', elementCount: PickleValue = 16, location = 'cpu') =>
  pickled.persistent(tuple('storage', global(`torch.${type}`), type, location, elementCount));
const hooks = call('collections.OrderedDict', []);
const sizes = (...all: PickleValue[]) => tuple(...all);
const v2 = (...args: PickleValue[]) => call('torch._utils._rebuild_tensor_v2', args);
const v3 = (...args: PickleValue[]) => call('torch._utils._rebuild_tensor_v3', args);
const plain = (...args: PickleValue[]) =>
  v2(stored(), 0, sizes(2), sizes(1), false, hooks, ...args);
const longs = v2(stored('LongStorage', 8), 0, sizes(2), sizes(1), false, hooks);

type Parts = Partial<Omit<Tensor, 'storage'>>;

const STRIDED: readonly (readonly [string, PickleValue, Parts])[] = [
  [
    '_rebuild_tensor',
    call('torch._utils._rebuild_tensor', [stored(), 2, sizes(2, 3), sizes(3, 1)]),
    { dtype: 'float32', shape: [2, 3], strides: [3, 1], storageOffset: 2, requiresGrad: false },
  ],
  [
    '_rebuild_tensor_v2',
    v2(stored(), 0, sizes(2), sizes(1), true, hooks),
    { dtype: 'float32', shape: [2], strides: [1], requiresGrad: true, parameter: false },
  ],
  [
    '_rebuild_tensor_v2 on a GPU',
    v2(stored('HalfStorage', 8, 'cuda:1'), 0, sizes(), sizes(), false, hooks),
    { dtype: 'float16', shape: [], strides: [], device: 'cuda:1' },
  ],
  ['conjugate', plain(dict(['conj', true])), { conjugate: true }],
  ['negative', plain(dict(['neg', true])), { negative: true }],
  ['neither', plain(dict(['conj', false])), { shape: [2] }],
  [
    '_rebuild_tensor_v3 on bytes',
    v3(
      stored('UntypedStorage', 64),
      3,
      sizes(4),
      sizes(2),
      false,
      hooks,
      global('torch.float8_e5m2'),
    ),
    { dtype: 'float8_e5m2', shape: [4], strides: [2], storageOffset: 3 },
  ],
  [
    '_rebuild_tensor_v3 conjugate',
    v3(
      stored('UntypedStorage', 64),
      0,
      sizes(4),
      sizes(1),
      false,
      hooks,
      global('torch.complex32'),
      dict(['conj', true]),
    ),
    { dtype: 'complex32', conjugate: true },
  ],
  [
    '_rebuild_parameter',
    call('torch._utils._rebuild_parameter', [plain(), true, hooks]),
    { parameter: true, requiresGrad: true },
  ],
  [
    '_rebuild_parameter_with_state',
    call('torch._utils._rebuild_parameter_with_state', [plain(), false, hooks, dict(['tag', 'x'])]),
    { parameter: true, requiresGrad: false, attributes: dictOf({ tag: 'x' }) },
  ],
  [
    'a parameter without attributes',
    call('torch._utils._rebuild_parameter_with_state', [plain(), true, hooks, dict()]),
    { parameter: true },
  ],
  [
    'sizes as a torch.Size, and as a list',
    v2(stored(), 0, call('torch.Size', [sizes(2, 2)]), list(2, 1), false, hooks),
    { shape: [2, 2], strides: [2, 1] },
  ],
  ['expanded', v2(stored(), 0, sizes(1000, 2), sizes(0, 1), false, hooks), { shape: [1000, 2] }],
  [
    'of nothing',
    v2(stored('FloatStorage', 0), 0, sizes(0, 9), sizes(9, 1), false, hooks),
    { shape: [0, 9] },
  ],
  [
    'of large strides that no element is behind',
    v2(stored(), 0, sizes(1, 1, 4), sizes(2 ** 22, 2 ** 22, 1), false, hooks),
    { shape: [1, 1, 4], strides: [2 ** 22, 2 ** 22, 1] },
  ],
  [
    'a causal mask of GPT-J, whose strides multiply beyond 2**53',
    v2(
      ...[stored('ByteStorage', 2 ** 22), 0, sizes(1, 1, 2048, 2048)],
      ...[sizes(2 ** 22, 2 ** 22, 2048, 1), false, hooks],
    ),
    { shape: [1, 1, 2048, 2048] },
  ],
  [
    '_rebuild_device_tensor_from_cpu_tensor',
    call('torch._utils._rebuild_device_tensor_from_cpu_tensor', [
      plain(),
      global('torch.float32'),
      'xla:0',
      true,
    ]),
    { device: 'xla:0', requiresGrad: true },
  ],
];

describe('a strided tensor', () => {
  for (const [what, value, parts] of STRIDED) {
    it(what, () => {
      const { meaning, kinds } = meant(value);

      expect(meaning).toMatchObject({ kind: 'tensor', layout: 'strided', ...parts });
      expect(kinds).toEqual([]);
    });
  }

  it('has no marks that it was not given', () => {
    expect(Object.keys(meant(plain(dict(['conj', false]))).meaning as object)).toEqual([
      ...['kind', 'dtype', 'shape', 'strides', 'storageOffset', 'storage', 'layout'],
      ...['device', 'requiresGrad', 'parameter'],
    ]);
  });

  it('may be larger than its storage: that is noted', () => {
    const { meaning, anomalies } = meant(v2(stored(), 1, sizes(4, 4), sizes(4, 1), false, hooks));

    expect(meaning).toMatchObject({ kind: 'tensor', shape: [4, 4] });
    expect(anomalies).toMatchObject([
      { kind: 'view-outside-storage', data: { needed: 68, available: 64 } },
    ]);
  });

  it('of two elements a byte may end inside one', () => {
    const packed = (count: number) =>
      meant(v2(stored('QUInt4x2Storage', 4), 0, sizes(count), sizes(1), false, hooks)).kinds;

    expect([packed(7), packed(8), packed(9)]).toEqual([[], [], ['view-outside-storage']]);
  });
});

const meta = (...args: PickleValue[]) => call('torch._utils._rebuild_meta_tensor_no_storage', args);

it('a tensor on the meta device has a storage of the right size, and no bytes', () => {
  const { meaning } = meant(meta(global('torch.int64'), sizes(2, 3), sizes(3, 1), true));

  expect(meaning).toMatchObject({
    ...{ dtype: 'int64', shape: [2, 3], device: 'meta', requiresGrad: true },
    storage: { byteLength: 48, source: null },
  });
});

describe('a tensor of parts', () => {
  const layout = (name: string) => call('torch.serialization._get_layout', [`torch.${name}`]);
  const sparse = (name: string, ...data: PickleValue[]) =>
    call('torch._utils._rebuild_sparse_tensor', [layout(name), tuple(...data)]);
  const quantized = (...parameters: PickleValue[]) =>
    call('torch._utils._rebuild_qtensor', [
      ...[stored('QInt8Storage'), 0, sizes(2), sizes(1), tuple(...parameters), false, hooks],
    ]);
  const scheme = (name: string) => global(`torch.${name}`);

  const cases: readonly (readonly [string, PickleValue, Parts, string[]])[] = [
    [
      'sparse COO by torch 2',
      sparse('sparse_coo', longs, plain(), sizes(5, 6), true),
      { layout: 'sparse_coo', dtype: 'float32', shape: [5, 6], strides: null },
      ['indices', 'values', 'coalesced'],
    ],
    [
      'sparse COO by torch 1.13',
      sparse('sparse_coo', longs, plain(), sizes(5, 6)),
      { layout: 'sparse_coo' },
      ['indices', 'values', 'coalesced'],
    ],
    [
      'sparse CSR',
      sparse('sparse_csr', longs, longs, plain(), sizes(5, 6)),
      { layout: 'sparse_csr', shape: [5, 6] },
      ['crow_indices', 'col_indices', 'values'],
    ],
    [
      'sparse BSC',
      sparse('sparse_bsc', longs, longs, plain(), sizes(5, 6)),
      { layout: 'sparse_bsc' },
      ['ccol_indices', 'row_indices', 'values'],
    ],
    [
      'quantized',
      quantized(scheme('per_tensor_affine'), pickled.float(0.5), 3),
      { dtype: 'qint8', layout: 'strided' },
      ['scale', 'zero_point'],
    ],
    [
      'quantized by channel',
      quantized(scheme('per_channel_affine'), plain(), longs, 0),
      { dtype: 'qint8' },
      ['scales', 'zero_points', 'axis'],
    ],
    [
      'nested',
      call('torch._utils._rebuild_nested_tensor', [plain(), longs, longs, longs]),
      { dtype: 'float32', shape: null, strides: null },
      ['values', 'sizes', 'strides', 'offsets'],
    ],
  ];
  for (const [what, value, parts, names] of cases) {
    it(what, () => {
      const { meaning } = meant(value);

      expect(meaning).toMatchObject({ kind: 'tensor', ...parts });
      expect([...((meaning as Tensor).parts?.keys() ?? [])]).toEqual(names);
    });
  }

  it('has the values of its parts', () => {
    const { meaning } = meant(quantized(scheme('per_tensor_affine'), pickled.float(0.5), 3));
    const { meaning: coo } = meant(sparse('sparse_coo', longs, plain(), sizes(5)));
    const parts = (value: Value) => Object.fromEntries((value as Tensor).parts ?? []);

    expect(parts(meaning)).toEqual({ scale: float(0.5), zero_point: 3 });
    expect(parts(coo)).toMatchObject({ coalesced: false, indices: { dtype: 'int64' } });
  });
});

describe('a tensor of a class', () => {
  const rebuilt = (
    type: string,
    state: PickleValue,
    name = 'torch._tensor._rebuild_from_type_v2',
  ) =>
    call(name, [
      global('torch._utils._rebuild_tensor_v2'),
      global(type),
      tuple(stored(), 0, sizes(2), sizes(1), true, hooks),
      state,
    ]);
  const classes: readonly (readonly [string, PickleValue, Parts])[] = [
    ['of a subclass', rebuilt('a.MyTensor', null), { subclass: 'a.MyTensor', requiresGrad: true }],
    [
      'of a subclass with attributes',
      rebuilt('a.MyTensor', dict(['tag', 1])),
      { subclass: 'a.MyTensor', attributes: dictOf({ tag: 1 }) },
    ],
    [
      'with attributes and slots',
      rebuilt('torch.Tensor', tuple(dict(['tag', 1]), dict())),
      { attributes: { kind: 'tuple', items: [dictOf({ tag: 1 }), dictOf({})] } },
    ],
    [
      'of torch 1.7',
      rebuilt('a.MyTensor', dict(), 'torch.tensor._rebuild_from_type'),
      { subclass: 'a.MyTensor' },
    ],
  ];
  for (const [what, value, parts] of classes) {
    it(what, () => expect(meant(value).meaning).toMatchObject({ kind: 'tensor', ...parts }));
  }

  it('of torch’s own is a plain tensor', () => {
    for (const type of [
      'torch.Tensor',
      'torch.nn.parameter.Parameter',
      'torch.nn.parameter.Buffer',
    ]) {
      const { meaning } = meant(rebuilt(type, dict()));
      expect(meaning).toMatchObject({ kind: 'tensor' });
      expect(Object.keys(meaning as object)).not.toContain('subclass');
      expect(Object.keys(meaning as object)).not.toContain('attributes');
    }
  });
});
