import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteSource, memorySource } from '../../src/bytes/source.ts';
import { MalformedError, UnsupportedError } from '../../src/errors.ts';
import type { DType } from '../../src/model/dtype.ts';
import {
  isContiguous,
  rowMajorBytes,
  type StoredElements,
  storedElements,
} from '../../src/model/tensor-bytes.ts';
import type { NdArray, Storage, Tensor } from '../../src/model/value.ts';
import { concat, hex } from '../support/bytes.ts';
import { logged } from '../support/sources.ts';
import { storage, tensor } from '../support/values.ts';

async function bytesOf(value: Tensor | Storage | NdArray): Promise<Uint8Array> {
  const elements = storedElements(value);
  if (elements === undefined) throw new Error('no elements');
  const chunks: Uint8Array[] = [];
  for await (const chunk of rowMajorBytes(elements)) chunks.push(chunk.slice());
  return concat(...chunks);
}

const counted = (length: number) => Uint8Array.from({ length }, (_, index) => index);

/** A view of `uint8` elements 0, 1, 2, ... and the elements it is to have. */
type Case = readonly [
  what: string,
  shape: readonly number[],
  strides: readonly number[],
  storageOffset: number,
  wanted: readonly number[],
];

const VIEWS: readonly Case[] = [
  ['contiguous', [2, 3], [3, 1], 0, [0, 1, 2, 3, 4, 5]],
  ['transposed', [3, 2], [1, 3], 0, [0, 3, 1, 4, 2, 5]],
  ['a column', [4], [3], 1, [1, 4, 7, 10]],
  ['a slice of rows', [2, 3], [3, 1], 3, [3, 4, 5, 6, 7, 8]],
  ['a slice of columns', [2, 2], [5, 1], 1, [1, 2, 6, 7]],
  ['expanded', [3, 2], [0, 1], 4, [4, 5, 4, 5, 4, 5]],
  ['a number expanded', [2, 2], [0, 0], 7, [7, 7, 7, 7]],
  ['expanded inside', [2, 3], [1, 0], 0, [0, 0, 0, 1, 1, 1]],
  ['of overlapping windows', [3, 3], [1, 1], 0, [0, 1, 2, 1, 2, 3, 2, 3, 4]],
  ['without dimensions', [], [], 5, [5]],
  ['of nothing', [0], [1], 0, []],
  ['of no rows', [0, 5], [5, 1], 900, []],
  ['of empty rows', [5, 0], [1, 1], 900, []],
  ['of one element with any strides', [1, 1], [900, 77], 3, [3]],
  ['permuted', [2, 2, 2], [1, 4, 2], 0, [0, 2, 4, 6, 1, 3, 5, 7]],
];

describe('the elements of a view', () => {
  for (const [what, shape, strides, storageOffset, wanted] of VIEWS) {
    it(`${what}: row by row`, async () => {
      const view = tensor(shape, { strides, storageOffset, storage: storage(counted(12)) });

      expect([...(await bytesOf(view))]).toEqual(wanted);
    });
  }

  it('are those that a loop over all indices finds', async () => {
    const axis = fc.record({ size: fc.integer({ min: 0, max: 4 }), stride: fc.nat(6) });
    const dtype = fc.constantFrom<DType[]>('uint8', 'int16', 'float32', 'int64', 'complex128');
    await fc.assert(
      fc.asyncProperty(fc.array(axis, { maxLength: 4 }), fc.nat(3), dtype, async (axes, at, dt) => {
        const shape = axes.map(({ size }) => size);
        const strides = axes.map(({ stride }) => stride);
        const bytes = counted(16 * 120);
        const view = tensor(shape, {
          dtype: dt,
          strides,
          storageOffset: at,
          storage: storage(bytes),
        });
        const width = storedElements(view)?.elementBytes ?? 0;
        expect(await bytesOf(view)).toEqual(naive(bytes, shape, strides, at, width));
      }),
      { numRuns: 500 },
    );
  });

  // Longer than the pieces that are read at once.
  const long: readonly (readonly [string, number[], number[]])[] = [
    ['contiguous', [1200, 700], [700, 1]],
    ['transposed', [700, 1200], [1, 700]],
    ['every third column', [1200, 233], [700, 3]],
    ['every second row', [600, 700], [1400, 1]],
    ['expanded', [30, 50_000], [0, 1]],
    ['permuted', [10, 700, 120], [700, 1, 7000]],
    ['transposed, far apart', [2800, 300], [1, 2800]],
  ];
  for (const [what, shape, strides] of long) {
    it(`${what} and long`, async () => {
      const bytes = new Uint8Array(1200 * 700 * 4);
      new Uint32Array(bytes.buffer).forEach((_, index, all) => {
        all[index] = index;
      });
      const view = tensor(shape, { dtype: 'float32', strides, storage: storage(bytes) });

      const found = await bytesOf(view);
      expect(Buffer.compare(found, naive(bytes, shape, strides, 0, 4))).toBe(0);
    });
  }
});

function naive(
  bytes: Uint8Array,
  shape: readonly number[],
  strides: readonly number[],
  start: number,
  width: number,
): Uint8Array {
  let elements = [start];
  shape.forEach((size, axis) => {
    elements = elements.flatMap((element) =>
      Array.from({ length: size }, (_, index) => element + index * (strides[axis] ?? 0)),
    );
  });
  const out = new Uint8Array(elements.length * width);
  elements.forEach((element, index) => {
    out.set(bytes.subarray(element * width, (element + 1) * width), index * width);
  });
  return out;
}

describe('byte order, conjugates and negatives', () => {
  const half = hex('3c00 c000'); // 1.0 and -2.0 in big-endian float16
  const twoHalves = hex('003c 00c0');
  const cases: readonly (readonly [string, Partial<Tensor>, Uint8Array, string])[] = [
    ['big-endian', { dtype: 'float16' }, half, '003c00c0'],
    ['big-endian complex', { dtype: 'complex32', shape: [1] }, half, '003c00c0'],
    ['big-endian bytes', { dtype: 'uint8', shape: [4] }, half, '3c00c000'],
  ];
  for (const [what, parts, bytes, wanted] of cases) {
    it(`swaps ${what}`, async () => {
      const big = { ...storage(bytes), bigEndian: true as const };
      const view = tensor([2], { ...parts, strides: [1], storage: big });

      expect(Buffer.from(await bytesOf(view)).toString('hex')).toBe(wanted);
      expect(bytes).toEqual(half);
    });
  }

  it('resolves a negative view', async () => {
    const view = tensor([2], {
      dtype: 'float16',
      storage: storage(twoHalves.slice()),
      negative: true,
    });

    expect(await bytesOf(view)).toEqual(hex('00bc 0040'));
  });

  it('resolves a conjugate view, and leaves the storage as it is', async () => {
    const own = storage(twoHalves.slice());
    const view = tensor([1], { dtype: 'complex32', storage: own, conjugate: true });

    expect(await bytesOf(view)).toEqual(hex('003c 0040'));
    expect(await own.source?.read(0, 4)).toEqual(twoHalves);
    expect(await bytesOf({ ...view, negative: true })).toEqual(hex('00bc 00c0'));
  });

  it('resolves a conjugate of a big-endian complex number', async () => {
    const big = { ...storage(half.slice()), bigEndian: true as const };
    const view = tensor([1], { dtype: 'complex32', storage: big, conjugate: true });

    expect(await bytesOf(view)).toEqual(hex('003c 0040'));
  });
});

describe('what is not a strided tensor', () => {
  const array = (parts: Partial<NdArray>): NdArray => ({
    kind: 'ndarray',
    dtype: 'uint8',
    shape: [2, 3],
    fortran: false,
    data: counted(6),
    itemBytes: 1,
    ...parts,
  });

  it('numpy arrays, in C order and in Fortran’s', async () => {
    expect([...(await bytesOf(array({})))]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...(await bytesOf(array({ fortran: true })))]).toEqual([0, 2, 4, 1, 3, 5]);
    expect([...(await bytesOf(array({ shape: [3], itemBytes: 2 })))]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('a storage is all its bytes', async () => {
    const big = { ...storage(counted(4), 'int16'), bigEndian: true as const };

    expect([...(await bytesOf(big))]).toEqual([1, 0, 3, 2]);
  });

  it('elements that share bytes are the whole storage', async () => {
    const view = tensor([3, 5], { dtype: 'quint4x2', storage: storage(counted(9)) });

    expect([...(await bytesOf(view))]).toEqual([...counted(9)]);
    await expect(bytesOf({ ...view, strides: [1, 3] })).rejects.toThrow(UnsupportedError);
    await expect(bytesOf({ ...view, storageOffset: 1 })).rejects.toThrow(UnsupportedError);
  });

  it('has no elements where the file has none', () => {
    const none: readonly (Tensor | Storage | NdArray)[] = [
      tensor([2], { storage: null, layout: 'sparse_coo' }),
      tensor([2], { shape: null, strides: null }),
      tensor([2], { storage: { ...storage(counted(2)), source: null } }),
      { ...storage(counted(2)), source: null },
      array({ data: [1, 2], itemBytes: 0 }),
    ];
    expect(none.map(storedElements)).toEqual(none.map(() => undefined));
  });
});

describe('what is read', () => {
  const view = (shape: number[], strides: number[], storageOffset: number) => {
    const source = logged(memorySource('m', counted(100)));
    const own: Storage = { ...storage(counted(100)), source };
    return { source, view: tensor(shape, { strides, storageOffset, storage: own }) };
  };

  it('is exactly the range of a contiguous view', async () => {
    const { source, view: rows } = view([3, 10], [10, 1], 20);
    await bytesOf(rows);

    expect(source.reads).toEqual([[20, 50]]);
  });

  it('is from the first to the last element of a scattered one', async () => {
    const { source, view: columns } = view([3, 2], [10, 1], 4);
    await bytesOf(columns);

    expect(source.reads).toEqual([[4, 26]]);
  });

  it('is nothing for a view without elements, or one that reaches outside', async () => {
    const empty = view([0, 10], [10, 1], 5);
    const outside = view([2, 10], [90, 1], 1);
    await bytesOf(empty.view);
    await expect(bytesOf(outside.view)).rejects.toThrow(MalformedError);

    expect([...empty.source.reads, ...outside.source.reads]).toEqual([]);
  });

  it('is no more at once than is needed, however far apart rows lie', async () => {
    const far = 2 ** 27;
    const reads: number[] = [];
    const source: ByteSource = {
      name: 'm',
      byteLength: 2 ** 33,
      read: async (start, end) => {
        reads.push(end - start);
        return new Uint8Array(end - start);
      },
    };
    const own: Storage = { ...storage(new Uint8Array(0)), byteLength: 2 ** 33, source };
    const rows = tensor([2, 2], { dtype: 'int64', strides: [2 * far, far], storage: own });
    const transposed = { ...rows, strides: [1, far] };

    expect((await bytesOf(rows)).byteLength).toBe(32);
    expect(reads).toEqual([8, 8, 8, 8]);
    expect((await bytesOf(transposed)).byteLength).toBe(32);
    expect(reads.slice(4)).toEqual([16, 16]);
  });

  it('is each row in turn where rows are long and in one piece', async () => {
    const long = 2 ** 28 + 1;
    let total = 0;
    const source: ByteSource = {
      name: 'm',
      byteLength: long,
      read: async (start, end) => {
        total += end - start;
        return new Uint8Array(end - start);
      },
    };
    const own: Storage = { ...storage(new Uint8Array(0)), byteLength: long, source };
    const expanded = storedElements(tensor([2, long], { strides: [0, 1], storage: own }));
    let given = 0;
    for await (const chunk of rowMajorBytes(expanded as StoredElements)) given += chunk.length;

    expect([given, total]).toEqual([2 * long, 2 * long]);
  });
});

describe('isContiguous', () => {
  const cases: readonly (readonly [number[], number[], boolean])[] = [
    [[], [], true],
    [[2, 3], [3, 1], true],
    [[2, 3], [1, 2], false],
    [[1, 3], [77, 1], true],
    [[2, 1, 3], [3, 5, 1], true],
    [[2, 3], [0, 1], false],
    [[1, 1], [0, 0], true],
  ];
  for (const [shape, strides, wanted] of cases) {
    it(`[${shape}] by [${strides}]: ${wanted}`, () =>
      expect(isContiguous(shape, strides)).toBe(wanted));
  }
});
