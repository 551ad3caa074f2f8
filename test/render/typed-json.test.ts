import { describe, expect, it } from 'vitest';
import { LimitError } from '../../src/errors.ts';
import type { Checkpoint } from '../../src/model/checkpoint.ts';
import type { NdArray, Value } from '../../src/model/value.ts';
import { inspect } from '../../src/operations/inspect.ts';
import { TypedJson, typedJson, typedJsonText } from '../../src/render/typed-json.ts';
import {
  bytesValue,
  dict,
  float,
  global,
  list,
  mapping,
  opaque,
  sequence,
  storage,
  tensor,
  tuple,
} from '../support/values.ts';

const encoded = (value: Value) => new TypedJson('m').encode(value);

const CASES: readonly (readonly [Value, unknown])[] = [
  [null, null],
  [true, true],
  [435, { int: '435' }],
  [2n ** 64n, { int: '18446744073709551616' }],
  [float(0.001), { float: '0.001' }],
  [float(2), { float: '2.0' }],
  [float(Number.NaN), { float: 'nan' }],
  [float(Number.NEGATIVE_INFINITY), { float: '-inf' }],
  [{ kind: 'complex', real: 1, imaginary: -0 }, { complex: ['1.0', '-0.0'] }],
  ['a', { str: 'a' }],
  [bytesValue(0, 255), { bytes: '00ff' }],
  [{ kind: 'bytearray', bytes: Uint8Array.of(1) }, { bytearray: '01' }],
  [list(1, 'a'), { list: [{ int: '1' }, { str: 'a' }] }],
  [tuple(tuple()), { tuple: [{ tuple: [] }] }],
  [sequence('set', 'b', 'a'), { set: [{ str: 'a' }, { str: 'b' }] }],
  [sequence('frozenset', 2, 1), { frozenset: [{ int: '1' }, { int: '2' }] }],
  [sequence('size', 2, 3), { size: [2, 3] }],
  [dict({ a: 1 }), { dict: [[{ str: 'a' }, { int: '1' }]] }],
  [
    mapping([1, null], ['1', null]),
    {
      dict: [
        [{ int: '1' }, null],
        [{ str: '1' }, null],
      ],
    },
  ],
  [
    { ...dict({}), type: 'collections.OrderedDict', attributes: dict({ _metadata: 1 }) },
    { dict: [], type: 'collections.OrderedDict' },
  ],
  [{ kind: 'dtype', name: 'float32' }, { dtype: 'float32' }],
  [{ kind: 'device', name: 'cuda:0' }, { device: 'cuda:0' }],
  [{ kind: 'numpy_dtype', name: '>f4' }, { numpy_dtype: '>f4' }],
  [global('a.B'), { global: 'a.B' }],
  [
    { kind: 'numpy_scalar', dtype: 'float64', value: float(0.5) },
    { numpy_scalar: ['float64', { float: '0.5' }] },
  ],
  [opaque('a.B'), { object: 'a.B' }],
  [
    opaque('a.B', {
      args: [1],
      kwargs: new Map([['k', null]]),
      state: dict({}),
      items: [['x', 1]],
      elements: [true],
    }),
    {
      object: 'a.B',
      args: [{ int: '1' }],
      kwargs: { k: null },
      state: { dict: [] },
      items: [[{ str: 'x' }, { int: '1' }]],
      elements: [true],
    },
  ],
];

describe('a value as typed JSON', () => {
  for (const [value, wanted] of CASES) {
    it(JSON.stringify(wanted), () => expect(encoded(value)).toEqual(wanted));
  }
});

describe('tensors as typed JSON', () => {
  const weight = tensor([2, 3], { dtype: 'float32', storageOffset: 1 });
  const plain = {
    ...{ dtype: 'float32', shape: [2, 3], requires_grad: false, parameter: false },
    ...{ layout: 'strided', device: 'cpu', numel: 6 },
  };

  it('share numbers where they share memory', () => {
    const { storage: own } = weight;
    const empty = storage(new Uint8Array(0));
    const value = list(
      weight,
      tensor([1]),
      { ...weight },
      own ?? null,
      tensor([0], { storage: empty }),
      tensor([0], { storage: empty }),
    );
    const numbers = (encoded(value) as { list: { tensor?: object; storage?: object }[] }).list.map(
      ({ tensor: inTensor, storage: alone }) => (inTensor ?? alone) as { storage: number },
    );

    expect(numbers.map(({ storage: number }) => number)).toEqual([0, 1, 0, 0, 2, 3]);
  });

  it('say all that torch does', () => {
    expect(encoded(weight)).toEqual({
      tensor: {
        ...plain,
        ...{ strides: [3, 1], storage_offset: 1, storage: 0, storage_bytes: 96 },
      },
    });
  });

  it('have parts, and attributes only where the class is their own', () => {
    const parts = tensor([2], {
      ...{ dtype: 'float32', storage: null, strides: null, layout: 'sparse_coo' },
      parts: new Map([['coalesced', true]]),
      attributes: dict({ x: 1 }),
    });

    expect(encoded(parts)).toEqual({
      tensor: {
        ...{ ...plain, shape: [2], numel: 2, layout: 'sparse_coo' },
        parts: { coalesced: true },
      },
    });
    expect(encoded({ ...parts, subclass: 'a.T' })).toMatchObject({
      tensor: { subclass: 'a.T', attributes: { dict: [[{ str: 'x' }, { int: '1' }]] } },
    });
  });

  it('count the elements of a nested tensor’s buffer', () => {
    const buffer = tensor([7], { dtype: 'float32' });
    const nested = { ...buffer, shape: null, strides: null, parts: new Map([['values', buffer]]) };

    expect(encoded(nested)).toMatchObject({ tensor: { shape: null, strides: null, numel: 7 } });
  });

  it('carry digests where they were taken, null where there is nothing to digest', () => {
    const array: NdArray = {
      kind: 'ndarray',
      ...{ dtype: 'object', shape: [1], fortran: false, data: ['a'], itemBytes: 0 },
    };
    const encoder = new TypedJson('m', new Map([[weight, 'abc']]));

    expect(encoder.encode(weight)).toMatchObject({ tensor: { sha256: 'abc' } });
    expect(encoder.encode(tensor([1]))).toMatchObject({ tensor: { sha256: null } });
    expect(encoder.encode(array)).toEqual({
      ndarray: { dtype: 'object', shape: [1], items: [{ str: 'a' }] },
    });
  });
});

describe('a tree that is no tree', () => {
  it('refers to what is around', () => {
    const items: Value[] = [];
    const itself: Value = { kind: 'list', items };
    items.push(itself);

    expect(encoded(dict({ a: itself }))).toEqual({
      dict: [[{ str: 'a' }, { list: [{ ref: '#/a' }] }]],
    });
  });

  const bombs: readonly (readonly [string, () => Value])[] = [
    [
      'lists that double with each level',
      () => {
        let bomb = list(1);
        for (let level = 0; level < 40; level += 1) bomb = list(bomb, bomb);
        return bomb;
      },
    ],
    [
      'a long list that stands very often',
      () => {
        const long = list(...new Array<number>(30_000).fill(1));
        return list(...new Array<Value>(30_000).fill(long));
      },
    ],
    [
      'a long text that stands very often',
      () => list(...new Array<Value>(9000).fill('\0'.repeat(100_000))),
    ],
  ];
  for (const [what, bomb] of bombs) {
    it(`refuses ${what}`, () => expect(() => encoded(bomb())).toThrow(LimitError));
  }
});

describe('a document of typed JSON', () => {
  const checkpoint = (root: Value, id = 'pytorch'): Checkpoint => ({
    ...{ file: 'm', byteLength: 1, root, globals: [], anomalies: [], extras: new Map() },
    format: { id, title: id },
    metadata: new Map([['format', 'pt']]),
  });
  const document = async (root: Value, id?: string, path = '') =>
    typedJson(await inspect(checkpoint(root, id), { path }));

  it('names the file and encodes the root, or the part', async () => {
    expect(await document(dict({ a: 1 }))).toEqual({
      file: 'm',
      root: { dict: [[{ str: 'a' }, { int: '1' }]] },
    });
    expect(await document(dict({ a: 1 }), 'safetensors', 'a')).toEqual({
      ...{ file: 'm', root: { int: '1' } },
    });
  });

  it('keeps what is a list of names a list, under the format’s word', async () => {
    const tree = dict({ a: 1 });

    expect(await document(tree, 'safetensors')).toMatchObject({
      root: { safetensors: [['a', { int: '1' }]], metadata: { format: 'pt' } },
    });
    expect(await document(tree, 'torchscript')).toEqual({
      ...{ file: 'm', root: { torchscript: [['a', { int: '1' }]] } },
    });
  });

  it('is one line of JSON that does nothing to a terminal', async () => {
    const report = await inspect(checkpoint(dict({ 'a\u001b[2J\n\u202e': 'é' })));
    const text = typedJsonText(report);

    expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(text)).toEqual(typedJson(report));
  });
});
