import { describe, expect, it } from 'vitest';
import type { PickleValue } from '../../../src/decoders/pickle/value.ts';
import {
  isUntypedStorage,
  storageDType,
  tensorClassDType,
} from '../../../src/formats/pytorch/dtypes.ts';
import {
  moduleSource,
  type StorageId,
  storageId,
} from '../../../src/formats/pytorch/persistent-id.ts';
import { pickled } from '../../support/pickle-values.ts';

const { global, tuple } = pickled;
const FLOATS = global('torch.FloatStorage');
const FOUR: StorageId = {
  ...{ dtype: 'float32', untyped: false, key: '0', location: 'cpu', elementCount: 4 },
};

const READ: readonly (readonly [string, PickleValue, StorageId])[] = [
  ['five items, since torch 0.4', tuple('storage', FLOATS, '0', 'cpu', 4), FOUR],
  ['six, before', tuple('storage', FLOATS, '0', 'cpu', 4, null), FOUR],
  [
    'six of a storage inside another',
    tuple('storage', FLOATS, '0', 'cpu', 4, tuple('v', 1, 2)),
    { ...FOUR, view: { key: 'v', offset: 1, elementCount: 2 } },
  ],
  [
    'a key that is an int, in a package',
    tuple('storage', FLOATS, 7, 'cpu', 4),
    { ...FOUR, key: '7' },
  ],
  [
    'a location',
    tuple('storage', global('torch.cuda.HalfStorage'), '0', 'cuda:1', 4),
    { ...FOUR, dtype: 'float16', location: 'cuda:1' },
  ],
  [
    'bytes',
    tuple('storage', global('torch.storage.UntypedStorage'), '0', 'cpu', 16),
    { ...FOUR, dtype: 'uint8', untyped: true, elementCount: 16 },
  ],
  ['text of protocol 0', "('storage', <class 'torch.FloatStorage'>, '0', 'cpu', 4)", FOUR],
  [
    'text of an older protocol 0',
    "('storage', <class 'torch.cuda.FloatStorage'>, '0', 'cpu', 4, None)",
    FOUR,
  ],
  [
    'text of bytes',
    "('storage', <class 'torch.storage.UntypedStorage'>, '94', 'cuda:0', 16)",
    { ...FOUR, dtype: 'uint8', untyped: true, key: '94', location: 'cuda:0', elementCount: 16 },
  ],
  ['no elements', tuple('storage', FLOATS, '0', 'cpu', 0), { ...FOUR, elementCount: 0 }],
];

const NONSENSE: readonly (readonly [string, PickleValue])[] = [
  ['None', null],
  ['a number', 5],
  ['a list', pickled.list('storage', FLOATS, '0', 'cpu', 4)],
  ['no items', tuple()],
  ['four items', tuple('storage', FLOATS, '0', 'cpu')],
  ['another word', tuple('tensor', FLOATS, '0', 'cpu', 4)],
  ['a class of another kind', tuple('storage', global('torch.FloatTensor'), '0', 'cpu', 4)],
  ['a class by its name', tuple('storage', 'FloatStorage', '0', 'cpu', 4)],
  [
    'a class that is called',
    tuple('storage', pickled.call('torch.FloatStorage', []), '0', 'cpu', 4),
  ],
  [
    'a typed storage without a dtype',
    tuple('storage', global('torch.storage.TypedStorage'), '0', 'cpu', 4),
  ],
  ['a key of bytes', tuple('storage', FLOATS, pickled.bytes(0x30), 'cpu', 4)],
  ['a location that is None', tuple('storage', FLOATS, '0', null, 4)],
  ['a negative count', tuple('storage', FLOATS, '0', 'cpu', -4)],
  ['a count beyond 2**53', tuple('storage', FLOATS, '0', 'cpu', 2n ** 64n)],
  ['a count that is a float', tuple('storage', FLOATS, '0', 'cpu', pickled.float(4))],
  ['a view that is text', tuple('storage', FLOATS, '0', 'cpu', 4, 'v')],
  ['a view of two items', tuple('storage', FLOATS, '0', 'cpu', 4, tuple('v', 1))],
  ['a view before the start', tuple('storage', FLOATS, '0', 'cpu', 4, tuple('v', -1, 2))],
  ['another text', 'storage 0'],
  ['text of an unknown class', "('storage', <class 'torch.FooStorage'>, '0', 'cpu', 4)"],
  [
    'text with a count beyond 2**53',
    "('storage', <class 'torch.FloatStorage'>, '0', 'cpu', 99999999999999999)",
  ],
  ['text with more behind it', "('storage', <class 'torch.FloatStorage'>, '0', 'cpu', 4)x"],
];

describe('the persistent id of a storage', () => {
  for (const [what, id, wanted] of READ) {
    it(`of ${what}`, () => expect(storageId(id)).toEqual(wanted));
  }

  for (const [what, id] of NONSENSE) {
    it(`is not ${what}`, () => expect(storageId(id)).toBeUndefined());
  }
});

describe('the persistent id of a class with its source', () => {
  const type = global('a.Model');
  const wanted = { type, file: 'a.py', text: 'class Model' };

  it('is four items, or three in a tar file', () => {
    expect(moduleSource(tuple('module', type, 'a.py', 'class Model'))).toEqual(wanted);
    expect(moduleSource(tuple(type, 'a.py', 'class Model'))).toEqual(wanted);
  });

  const other: readonly PickleValue[] = [
    null,
    tuple(),
    tuple('module', 'a.Model', 'a.py', 'class Model'),
    tuple('module', type, null, null),
    tuple(type, 'a.py'),
    tuple('storage', FLOATS, '0', 'cpu', 4),
  ];
  for (const id of other) {
    it(`is not ${JSON.stringify(id)}`, () => expect(moduleSource(id)).toBeUndefined());
  }
});

describe('storage classes', () => {
  const classes: readonly (readonly [string, string | undefined])[] = [
    ['Double', 'float64'],
    ['Float', 'float32'],
    ['Half', 'float16'],
    ['BFloat16', 'bfloat16'],
    ['Long', 'int64'],
    ['Int', 'int32'],
    ['Short', 'int16'],
    ['Char', 'int8'],
    ['Byte', 'uint8'],
    ['Bool', 'bool'],
    ['ComplexDouble', 'complex128'],
    ['ComplexFloat', 'complex64'],
    ['QInt8', 'qint8'],
    ['QUInt8', 'quint8'],
    ['QInt32', 'qint32'],
    ['QUInt4x2', 'quint4x2'],
    ['QUInt2x4', 'quint2x4'],
    ['Untyped', 'uint8'],
    ['_Untyped', 'uint8'],
    ['Typed', undefined],
    ['', undefined],
  ];
  for (const [name, dtype] of classes) {
    it(`${name}Storage: ${dtype}`, () => {
      expect(storageDType(`${name}Storage`)).toBe(dtype);
      expect(tensorClassDType(`${name}Tensor`)).toBe(dtype);
      expect(isUntypedStorage(`${name}Storage`)).toBe(/Untyped/.test(name));
    });
  }

  it('of tensors end in Tensor', () => {
    expect(['FloatStorage', 'Tensor', 'FloatTensorX'].map(tensorClassDType)).toEqual([
      ...[undefined, undefined, undefined],
    ]);
  });
});
