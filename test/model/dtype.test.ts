import { describe, expect, it } from 'vitest';
import { byteLengthOf, DTYPES, type DType, elementBytes, isDType } from '../../src/model/dtype.ts';

/** Bytes of one element, by torch's own `itemsize`. */
const ITEM_BYTES: Readonly<Partial<Record<DType, number>>> = {
  bool: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  uint64: 8,
  int64: 8,
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
  float8_e4m3fn: 1,
  float8_e5m2: 1,
  float8_e4m3fnuz: 1,
  float8_e5m2fnuz: 1,
  float8_e8m0fnu: 1,
  float4_e2m1fn_x2: 1,
  complex32: 4,
  bcomplex32: 4,
  complex64: 8,
  complex128: 16,
  qint8: 1,
  quint8: 1,
  qint32: 4,
  bits8: 1,
  bits16: 2,
  bits1x8: 1,
  bits2x4: 1,
  bits4x2: 1,
  int1: 1,
  int2: 1,
  int3: 1,
  int4: 1,
  int5: 1,
  int6: 1,
  int7: 1,
  uint1: 1,
  uint2: 1,
  uint3: 1,
  uint4: 1,
  uint5: 1,
  uint6: 1,
  uint7: 1,
};

/** Elements that share bytes: so many in so many bytes. */
const BLOCKS: Readonly<Partial<Record<DType, readonly [elements: number, bytes: number]>>> = {
  float4_e2m1fn: [2, 1],
  float6_e2m3fn: [4, 3],
  float6_e3m2fn: [4, 3],
  quint4x2: [2, 1],
  quint2x4: [4, 1],
};

describe('the table of dtypes', () => {
  it('has all that are listed here and no other', () => {
    const listed = [...Object.keys(ITEM_BYTES), ...Object.keys(BLOCKS)];

    expect(Object.keys(DTYPES).sort()).toEqual(listed.sort());
  });

  it('knows the bytes of an element', () => {
    for (const [name, bytes] of Object.entries(ITEM_BYTES)) {
      expect(elementBytes(name as DType), name).toBe(bytes);
      expect(byteLengthOf(name as DType, 7), name).toBe(7 * bytes);
    }
  });

  it('knows the bytes of elements that share bytes', () => {
    for (const [name, [elements, bytes]] of Object.entries(BLOCKS)) {
      expect(elementBytes(name as DType), name).toBeUndefined();
      expect(byteLengthOf(name as DType, 5 * elements), name).toBe(5 * bytes);
      expect(byteLengthOf(name as DType, 5 * elements + 1), name).toBeUndefined();
      expect(byteLengthOf(name as DType, 0), name).toBe(0);
    }
  });

  it('tells kinds by their names', () => {
    const wanted: readonly (readonly [RegExp, string])[] = [
      [/^bool$/, 'bool'],
      [/^u?int\d+$/, 'int'],
      [/^b?float/, 'float'],
      [/^b?complex/, 'complex'],
      [/^qu?int/, 'quantized'],
      [/^bits/, 'bits'],
    ];
    for (const [name, { kind }] of Object.entries(DTYPES)) {
      expect(kind, name).toBe(wanted.find(([pattern]) => pattern.test(name))?.[1]);
    }
  });

  for (const name of [
    '',
    'float',
    'torch.float32',
    'F32',
    'toString',
    '__proto__',
    'constructor',
  ]) {
    it(`has no ${JSON.stringify(name)}`, () => expect(isDType(name)).toBe(false));
  }
});
