/** Tensors that are not simply there: shared, strided, foreign, of parts. */
import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/model/value.ts';
import { ConversionError } from '../../../src/operations/convert/request.ts';
import { elementsOf } from '../../../src/writers/elements.ts';
import { type Asked, bytesOf, checkpointOf, converted } from '../../support/converted.ts';
import {
  at,
  bytesValue,
  dict,
  float,
  instance,
  list,
  mapping,
  opaque,
  sequence,
  storage,
  tensor,
  tuple,
} from '../../support/values.ts';

const six = () => storage(Uint8Array.of(0, 1, 2, 3, 4, 5));

const convert = (root: Value, asked: Asked = {}) => converted(checkpointOf(root), asked);
const flat = (root: Value, asked: Asked = {}) => convert(root, { target: 'safetensors', ...asked });

async function elementsAt(root: Value, path: string): Promise<number[]> {
  const value = at(root, path);
  const isTensor = typeof value === 'object' && value?.kind === 'tensor';
  const elements = isTensor ? elementsOf(value) : undefined;
  return elements ? [...(await bytesOf(elements))] : [];
}

async function refusals(root: Value, asked: Asked = {}) {
  try {
    await convert(root, asked);
  } catch (error) {
    if (error instanceof ConversionError) return error.refusals;
    throw error;
  }
  return [];
}

describe('tied tensors', () => {
  const tied = () => {
    const shared = six();
    return dict({
      z: tensor([6], { storage: shared }),
      a: tensor([6], { storage: shared }),
      part: tensor([2], { storage: shared, storageOffset: 4 }),
    });
  };

  it('keep one name in safetensors, and record the others', async () => {
    const { conversion, output } = await flat(tied());
    expect(Object.fromEntries(output.metadata)).toEqual({ format: 'pt', z: 'a' });
    expect(await elementsAt(output.root, 'a')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await elementsAt(output.root, 'part')).toEqual([4, 5]);
    expect(conversion.notes.map(({ kind, path }) => [kind, path])).toEqual([
      ['tied', 'z'],
      ['copied', 'part'],
    ]);
  });

  it('stay shared in files of torch', async () => {
    const { output } = await convert(tied());
    const [a, z, part] = ['a', 'z', 'part'].map((name) => at(output.root, name));
    expect(a).toMatchObject({ storage: (z as typeof a & { storage: unknown }).storage });
    expect(part).toMatchObject({
      storageOffset: 4,
      storage: (z as typeof a & { storage: unknown }).storage,
    });
  });

  it('stay shared when they are cast alike, and are written apart when not', async () => {
    const shared = storage(new Uint8Array(Float32Array.of(1, 2).buffer), 'float32');
    const root = dict({
      a: tensor([2], { dtype: 'float32', storage: shared }),
      b: tensor([2], { dtype: 'float32', storage: shared }),
    });
    const alike = await convert(root, { castTo: 'bfloat16' });
    expect(at(alike.output.root, 'a')).toMatchObject({
      dtype: 'bfloat16',
      storage: { byteLength: 4 },
    });
    expect(at(alike.output.root, 'a')).toEqual(at(alike.output.root, 'b'));
    const apart = await convert(root, { castTo: 'bfloat16', keepsDType: (name) => name === 'b' });
    expect(at(apart.output.root, 'a')).toMatchObject({ dtype: 'bfloat16' });
    expect(await elementsAt(apart.output.root, 'b')).toEqual([
      ...new Uint8Array(Float32Array.of(1, 2).buffer),
    ]);
    expect(apart.conversion.notes.map(({ kind }) => kind)).toEqual(['copied', 'copied']);
  });
});

describe('views', () => {
  it('are written row by row', async () => {
    const root = dict({
      transposed: tensor([3, 2], { storage: six(), strides: [1, 3] }),
      expanded: tensor([2, 3], { storage: six(), strides: [0, 1] }),
    });
    const { output } = await flat(root);
    expect(await elementsAt(output.root, 'transposed')).toEqual([0, 3, 1, 4, 2, 5]);
    expect(await elementsAt(output.root, 'expanded')).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('keep their strides in files of torch', async () => {
    const root = dict({ transposed: tensor([3, 2], { storage: six(), strides: [1, 3] }) });
    expect(at((await convert(root)).output.root, 'transposed')).toMatchObject({ strides: [1, 3] });
  });

  it('of a part of a large storage take that part with them', async () => {
    const root = dict({ one: tensor([2], { storage: six(), storageOffset: 3 }) });
    const { conversion, output } = await convert(root);
    expect(at(output.root, 'one')).toMatchObject({ storageOffset: 0, storage: { byteLength: 2 } });
    expect(await elementsAt(output.root, 'one')).toEqual([3, 4]);
    expect(conversion.notes).toEqual([{ kind: 'compacted', path: 'one' }]);
  });

  it('of conjugates and negatives are what they mean', async () => {
    const bytes = new Uint8Array(Float32Array.of(1, 2).buffer);
    const root = dict({
      c: tensor([1], { dtype: 'complex64', storage: storage(bytes, 'complex64'), conjugate: true }),
    });
    const { output } = await flat(root);
    expect(await elementsAt(output.root, 'c')).toEqual([
      ...new Uint8Array(Float32Array.of(1, -2).buffer),
    ]);
    expect(at((await convert(root)).output.root, 'c')).toMatchObject({ conjugate: true });
  });

  it('of big-endian storages are little-endian', async () => {
    const root = dict({
      w: tensor([1], {
        dtype: 'int16',
        storage: { ...storage(Uint8Array.of(1, 2), 'int16'), bigEndian: true },
      }),
    });
    for (const target of ['pt', 'safetensors'] as const) {
      expect(await elementsAt((await convert(root, { target })).output.root, 'w')).toEqual([2, 1]);
    }
  });
});

describe('tensors of parts', () => {
  const sparse = tensor([2, 2], {
    layout: 'sparse_coo',
    storage: null,
    strides: null,
    parts: new Map<string, Value>([
      ['indices', tensor([2, 1], { dtype: 'int64' })],
      ['values', tensor([1])],
      ['coalesced', true],
    ]),
  });
  const quantized = tensor([6], {
    dtype: 'qint8',
    storage: { ...six(), dtype: 'qint8' },
    parts: new Map<string, Value>([
      ['scale', float(0.5)],
      ['zero_point', 3],
    ]),
  });

  it('are refused by name where the format has none, with what would help', async () => {
    expect(
      await refusals(dict({ s: sparse, q: quantized, w: tensor([1]) }), { target: 'safetensors' }),
    ).toEqual([
      {
        path: 's',
        reason: 'a sparse_coo tensor has no dense elements',
        option: '--to pt keeps it as it is',
      },
      {
        path: 'q',
        reason: 'a quantized tensor (qint8) has a scale beside its elements',
        option: '--to pt keeps it as it is',
      },
    ]);
  });

  it('are kept in files of torch', async () => {
    const { output } = await convert(dict({ s: sparse, q: quantized }));
    expect(at(output.root, 's')).toMatchObject({ layout: 'sparse_coo', shape: [2, 2] });
    expect(at(output.root, 's.coalesced')).toBe(true);
    expect(at(output.root, 'q.scale')).toEqual(float(0.5));
    expect(await elementsAt(output.root, 'q')).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('are refused where there are no bytes, or types that a format lacks', async () => {
    const missing = tensor([2], { storage: { ...six(), source: null } });
    expect(await refusals(dict({ w: missing }), { target: 'safetensors' })).toMatchObject([
      { path: 'w' },
    ]);
    expect(await refusals(dict({ w: missing }))).toMatchObject([{ path: 'w' }]);
    const half = dict({ w: tensor([1], { dtype: 'bfloat16' }) });
    expect(await refusals(half, { target: 'npz' })).toEqual([
      { path: 'w', reason: 'numpy has no bfloat16', option: '--dtype f32 widens it' },
    ]);
    const wide = dict({ w: tensor([1], { dtype: 'complex128' }) });
    expect(await refusals(wide, { target: 'safetensors' })).toMatchObject([
      { path: 'w', reason: 'safetensors has no complex128' },
    ]);
  });
});

describe('values beside tensors', () => {
  it('of every plain kind come back', async () => {
    const shared = list(1);
    const loop: Value[] = [];
    const cycle = { kind: 'list', items: loop } as const;
    loop.push(cycle, shared);
    const root = mapping(
      ['ints', list(0, 255, 65535, -1, 2 ** 31, -(2 ** 40), 2n ** 70n, -(2n ** 63n))],
      ['floats', list(float(1.5), float(Number.NaN), float(-0))],
      ['text', 'né\ud800\u{10000}'],
      [
        'bytes',
        list(bytesValue(0, 255), bytesValue(), { kind: 'bytearray', bytes: Uint8Array.of(7) }),
      ],
      ['tuples', list(tuple(), tuple(1), tuple(1, 2, 3, 4))],
      ['others', list(null, true, false, { kind: 'complex', real: 1, imaginary: -2 })],
      ['set', sequence('set', 1, 'a')],
      [
        'torch',
        list(
          sequence('size', 2, 3),
          { kind: 'dtype', name: 'float32' },
          { kind: 'device', name: 'cuda:1' },
          { kind: 'layout', name: 'strided' },
        ),
      ],
      ['counter', { kind: 'mapping', type: 'collections.Counter', entries: new Map([['a', 2]]) }],
      ['long', list(...Array.from({ length: 2001 }, (_, index) => index))],
      [float(0.5), shared],
      [tuple(1, 'k'), shared],
      ['cycle', cycle],
    );
    const { output } = await convert(root);
    expect(output.root).toEqual(root);
    expect(output.globals.map(({ name }) => name)).not.toContain('builtins.bytes');
  });

  it('that are objects are refused, each with what would help', async () => {
    const root = dict({
      hparams: instance('argparse.Namespace', { lr: float(0.1) }),
      model: opaque('my.Model', { args: [1, 2] }),
    });
    expect(await refusals(root)).toEqual([
      {
        path: 'hparams',
        reason: 'torch does not load an object of argparse.Namespace with weights_only',
        option: '--plain makes a plain value of it',
      },
      {
        path: 'model',
        reason: 'torch does not load an object of my.Model with weights_only',
        option: '--drop-opaque leaves it out',
      },
    ]);
  });

  it('that are known objects become plain, each named', async () => {
    const root = dict({
      hparams: instance('argparse.Namespace', {
        path: opaque('pathlib.PosixPath', { args: ['/', 'x'] }),
      }),
      stage: opaque('lightning.RunningStage', { args: ['train'] }),
      frozen: mapping([sequence('frozenset', 1), 2]),
      attributes: opaque('lightning.fabric.utilities.data.AttributeDict', { items: [['a', 1]] }),
      score: { kind: 'numpy_scalar', dtype: 'float64', value: float(0.5) },
      array: {
        kind: 'ndarray',
        dtype: 'int16',
        shape: [2],
        fortran: false,
        data: Uint8Array.of(1, 0, 2, 0),
        itemBytes: 2,
      },
      model: opaque('my.Model', { args: [1, 2] }),
    });
    const { conversion, output } = await convert(root, { plain: true, dropOpaque: true });
    expect(at(output.root, 'hparams')).toEqual(dict({ path: '/x' }));
    expect(at(output.root, 'stage')).toBe('train');
    expect(at(output.root, 'frozen')).toEqual(mapping([tuple(1), 2]));
    expect(at(output.root, 'attributes')).toEqual(dict({ a: 1 }));
    expect(at(output.root, 'score')).toEqual(float(0.5));
    expect(await elementsAt(output.root, 'array')).toEqual([1, 0, 2, 0]);
    expect(conversion.notes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'plain hparams',
      'plain hparams.path',
      'plain stage',
      'plain frozen[frozenset({1})] (its key)',
      'plain attributes',
      'plain score',
      'plain array',
      'opaque model',
    ]);
  });
});
