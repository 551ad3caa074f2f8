interface DTypeLayout {
  readonly kind: 'bool' | 'int' | 'float' | 'complex' | 'quantized' | 'bits';
  /**
   * Elements come in blocks: one element for plain types, more where they share bytes. Types that
   * torch itself counts packed (`float4_e2m1fn_x2`, `bits1x8`) have one element a byte here too.
   */
  readonly blockElements: number;
  readonly blockBytes: number;
}

const plain = (kind: DTypeLayout['kind'], blockBytes: number): DTypeLayout => ({
  kind,
  blockElements: 1,
  blockBytes,
});
const packed = (
  kind: DTypeLayout['kind'],
  blockElements: number,
  blockBytes: number,
): DTypeLayout => ({ kind, blockElements, blockBytes });

/** Every element type of every format, in torch’s spelling, and the only place that knows sizes. */
export const DTYPES = {
  bool: plain('bool', 1),
  uint8: plain('int', 1),
  int8: plain('int', 1),
  int16: plain('int', 2),
  int32: plain('int', 4),
  int64: plain('int', 8),
  uint16: plain('int', 2),
  uint32: plain('int', 4),
  uint64: plain('int', 8),
  float16: plain('float', 2),
  bfloat16: plain('float', 2),
  float32: plain('float', 4),
  float64: plain('float', 8),
  float8_e4m3fn: plain('float', 1),
  float8_e5m2: plain('float', 1),
  float8_e4m3fnuz: plain('float', 1),
  float8_e5m2fnuz: plain('float', 1),
  float8_e8m0fnu: plain('float', 1),
  /** Two 4-bit floats in a byte, counted as one element. */
  float4_e2m1fn_x2: plain('float', 1),
  /** A 4-bit float counted by itself. */
  float4_e2m1fn: packed('float', 2, 1),
  float6_e2m3fn: packed('float', 4, 3),
  float6_e3m2fn: packed('float', 4, 3),
  complex32: plain('complex', 4),
  bcomplex32: plain('complex', 4),
  complex64: plain('complex', 8),
  complex128: plain('complex', 16),
  qint8: plain('quantized', 1),
  quint8: plain('quantized', 1),
  qint32: plain('quantized', 4),
  quint4x2: packed('quantized', 2, 1),
  quint2x4: packed('quantized', 4, 1),
  bits8: plain('bits', 1),
  bits16: plain('bits', 2),
  bits1x8: plain('bits', 1),
  bits2x4: plain('bits', 1),
  bits4x2: plain('bits', 1),
  int1: plain('int', 1),
  int2: plain('int', 1),
  int3: plain('int', 1),
  int4: plain('int', 1),
  int5: plain('int', 1),
  int6: plain('int', 1),
  int7: plain('int', 1),
  uint1: plain('int', 1),
  uint2: plain('int', 1),
  uint3: plain('int', 1),
  uint4: plain('int', 1),
  uint5: plain('int', 1),
  uint6: plain('int', 1),
  uint7: plain('int', 1),
} as const satisfies Record<string, DTypeLayout>;

export type DType = keyof typeof DTYPES;

export function isDType(name: string): name is DType {
  return Object.hasOwn(DTYPES, name);
}

/** Bytes of one element, or `undefined` where several share a byte. */
export function elementBytes(dtype: DType): number | undefined {
  const { blockElements, blockBytes } = DTYPES[dtype];
  return blockElements === 1 ? blockBytes : undefined;
}

/** Bytes that `elementCount` elements take, or `undefined` where they end inside a block. */
export function byteLengthOf(dtype: DType, elementCount: number): number | undefined {
  const { blockElements, blockBytes } = DTYPES[dtype];
  return elementCount % blockElements === 0
    ? (elementCount / blockElements) * blockBytes
    : undefined;
}
