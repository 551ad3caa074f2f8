import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/bytes/source.ts';
import type { PickleValue } from '../../../src/decoders/pickle/value.ts';
import { StorageBook, storageResolver } from '../../../src/formats/pytorch/storages.ts';
import { torchVocabularies } from '../../../src/formats/pytorch/vocabulary.ts';
import type { Name, Value } from '../../../src/model/value.ts';
import { meaningOf, pickled } from '../../support/pickle-values.ts';
import { bytesValue, dict, list, global as named, sequence } from '../../support/values.ts';

const { built, bytes, call, global, tuple } = pickled;

function meant(value: PickleValue, sources: [string, string][] = []) {
  const storages = new StorageBook(() => ({ source: memorySource('f', new Uint8Array(64)) }));
  const vocabularies = torchVocabularies({
    persistent: storageResolver(storages),
    readNested: (nested) => ({ kind: 'bytes', bytes: nested }),
    onSource: (...source) => sources.push(source),
  });
  return meaningOf(value, vocabularies).value;
}

const name = (kind: Name['kind'], text: string): Value => ({ kind, name: text });
const storage = (type = 'FloatStorage') =>
  pickled.persistent(tuple('storage', global(`torch.${type}`), '0', 'cpu', 16));

const KNOWN: readonly (readonly [string, PickleValue, Value])[] = [
  ['a dtype', global('torch.float32'), name('dtype', 'float32')],
  ['a dtype whose tensors cannot be saved', global('torch.uint3'), name('dtype', 'uint3')],
  [
    'a quantization scheme',
    global('torch.per_tensor_affine'),
    name('qscheme', 'per_tensor_affine'),
  ],
  [
    'another',
    global('torch.per_channel_affine_float_qparams'),
    name('qscheme', 'per_channel_affine_float_qparams'),
  ],
  ['a memory format', global('torch.channels_last_3d'), name('memory_format', 'channels_last_3d')],
  ['a class', global('torch.nn.modules.linear.Linear'), named('torch.nn.modules.linear.Linear')],
  ['a class named like a dtype', global('a.float32'), named('a.float32')],
  ['a torch.Size', call('torch.Size', [tuple(2, 3)]), sequence('size', 2, 3)],
  ['an empty torch.Size', call('torch.Size', [tuple()]), sequence('size')],
  ['a device with an index', call('torch.device', ['cuda', 1]), name('device', 'cuda:1')],
  ['a device without', call('torch.device', ['cpu']), name('device', 'cpu')],
  [
    'a layout',
    call('torch.serialization._get_layout', ['torch.sparse_coo']),
    name('layout', 'sparse_coo'),
  ],
  [
    'a list of TorchScript',
    call('torch.jit._pickle.build_intlist', [pickled.list(1, 2)]),
    list(1, 2),
  ],
  [
    'a typed value of TorchScript',
    call('torch.jit._pickle.restore_type_tag', [pickled.dict(['a', 1]), 'Dict[str, int]']),
    dict({ a: 1 }),
  ],
  [
    'a storage pickled by itself',
    call('torch.storage._load_from_bytes', [bytes(1, 2)]),
    bytesValue(1, 2),
  ],
];

const OPAQUE: readonly (readonly [string, PickleValue])[] = [
  ['a torch.Size of text', call('torch.Size', ['ab'])],
  ['a torch.Size of two arguments', call('torch.Size', [tuple(1), tuple(2)])],
  ['a torch.Size of a negative size', call('torch.Size', [tuple(-1)])],
  ['a device of a number', call('torch.device', [1])],
  ['a device of three arguments', call('torch.device', ['cuda', 1, 2])],
  ['a device whose index is text', call('torch.device', ['cuda', '1'])],
  ['a layout of a number', call('torch.serialization._get_layout', [1])],
  ['a list of TorchScript of a tuple', call('torch.jit._pickle.build_intlist', [tuple(1)])],
  ['a storage of no bytes', call('torch.storage._load_from_bytes', ['ab'])],
  ['a generator', built('torch._C.Generator', [call('torch.device', ['cpu'])], tuple(1, null))],
];

describe('torch’s small objects', () => {
  for (const [what, value, wanted] of KNOWN) {
    it(what, () => expect(meant(value)).toEqual(wanted));
  }

  for (const [what, value] of OPAQUE) {
    it(`leaves ${what}`, () => expect(meant(value)).toMatchObject({ kind: 'opaque' }));
  }
});

describe('tensors of torch 0.1 to 0.3, which pickled themselves', () => {
  const tensor = built('torch.FloatTensor', [], tuple(storage(), 2, tuple(2, 3), tuple(3, 1)));
  const view = { kind: 'tensor', dtype: 'float32', shape: [2, 3], storageOffset: 2 };
  const variable = 'torch.autograd.variable.Variable';
  const parameter = 'torch.nn.parameter.Parameter';

  const old: readonly (readonly [string, PickleValue, object])[] = [
    ['a tensor', tensor, { ...view, requiresGrad: false }],
    [
      'a tensor on a GPU',
      built('torch.cuda.FloatTensor', [], tuple(storage(), 2, tuple(2, 3), tuple(3, 1))),
      view,
    ],
    [
      'a variable',
      built(variable, [], tuple(tensor, null, null, true, false)),
      { ...view, requiresGrad: true, parameter: false },
    ],
    [
      'a parameter',
      built(parameter, [], tuple(tensor, null, null, true, false)),
      { ...view, requiresGrad: true, parameter: true },
    ],
    [
      'a parameter of 0.4, whose data is an argument',
      built(parameter, [tensor], tuple(false, null, null)),
      { ...view, requiresGrad: false, parameter: true },
    ],
  ];
  for (const [what, value, wanted] of old) {
    it(what, () => expect(meant(value)).toMatchObject(wanted));
  }

  const nonsense: readonly (readonly [string, PickleValue])[] = [
    ['a tensor without a state', call('torch.FloatTensor', [])],
    ['a state of two', built('torch.FloatTensor', [], tuple(1, 2))],
    ['a state of no storage', built('torch.FloatTensor', [], tuple(5, 0, tuple(2), tuple(1)))],
    [
      'sizes that cannot be',
      built('torch.FloatTensor', [], tuple(storage(), -1, tuple(2), tuple(1))),
    ],
    ['a parameter of no tensor', built(parameter, [5], tuple(false, null, null))],
    [
      'a parameter that is set items',
      call(parameter, [tensor], { states: [tuple(false, null, null)], keys: [1], values: [2] }),
    ],
    ['a class of no dtype', built('torch.FooTensor', [], tuple(storage(), 0, tuple(2), tuple(1)))],
    [
      'a class of another module',
      built('a.FloatTensor', [], tuple(storage(), 0, tuple(2), tuple(1))),
    ],
  ];
  for (const [what, value] of nonsense) {
    it(`leaves ${what}`, () => expect(meant(value)).toMatchObject({ kind: 'opaque' }));
  }
});

describe('the source text beside a class', () => {
  it('is given to who asks, and the class is a class', () => {
    const sources: [string, string][] = [];
    const type = pickled.persistent(tuple('module', global('a.Model'), 'a.py', 'class Model: …'));
    const object = { ...call('', []), callee: type };

    expect(meant(object, sources)).toEqual({ kind: 'opaque', type: 'a.Model' });
    expect(sources).toEqual([['a.Model', 'class Model: …']]);
  });
});
