import { describe, expect, it } from 'vitest';
import { DTYPES, type DType } from '../../src/model/dtype.ts';
import { type ElementReader, elementReader } from '../../src/model/elements.ts';
import type { Float, Value } from '../../src/model/value.ts';
import { concat, hex, u16, u32, u64 } from '../support/bytes.ts';
import { float, tuple } from '../support/values.ts';

function read(dtype: DType, bytes: Uint8Array, index = 0, bigEndian = false): Value {
  const reader = elementReader(dtype, bytes, bigEndian);
  if (reader === undefined) throw new Error(`${dtype} has no elements of its own`);
  return reader(index);
}

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, bits) => bits);

/** The value of a small float by its bits, written out as sign × significand × 2^exponent. */
function byFormula(bits: number, exponentBits: number, mantissaBits: number, bias: number): number {
  const digits = bits.toString(2).padStart(1 + exponentBits + mantissaBits, '0');
  const exponent = Number.parseInt(digits.slice(1, 1 + exponentBits), 2);
  const implicit = exponent === 0 ? '0' : '1';
  const significand = Number.parseInt(implicit + digits.slice(1 + exponentBits), 2);
  const value = significand * 2 ** (Math.max(exponent, 1) - bias - mantissaBits);
  return digits.startsWith('1') ? -value : value;
}

interface Float8 {
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  readonly largest: number;
  readonly nan: readonly number[];
  readonly infinite?: readonly number[];
}

const FLOAT8: Readonly<Partial<Record<DType, Float8>>> = {
  float8_e4m3fn: {
    ...{ exponentBits: 4, mantissaBits: 3, bias: 7, largest: 448 },
    nan: [0x7f, 0xff],
  },
  float8_e5m2: {
    ...{ exponentBits: 5, mantissaBits: 2, bias: 15, largest: 57344 },
    nan: [0x7d, 0x7e, 0x7f, 0xfd, 0xfe, 0xff],
    infinite: [0x7c, 0xfc],
  },
  float8_e4m3fnuz: {
    ...{ exponentBits: 4, mantissaBits: 3, bias: 8, largest: 240 },
    nan: [0x80],
  },
  float8_e5m2fnuz: {
    ...{ exponentBits: 5, mantissaBits: 2, bias: 16, largest: 57344 },
    nan: [0x80],
  },
};

describe('floats of 8 bits', () => {
  for (const [dtype, format] of Object.entries(FLOAT8)) {
    it(`${dtype}: all 256`, () => {
      const { exponentBits, mantissaBits, bias, nan, infinite = [], largest } = format;
      let found = 0;
      for (const bits of ALL_BYTES) {
        const special = infinite.includes(bits)
          ? (bits < 128 ? 1 : -1) * Number.POSITIVE_INFINITY
          : byFormula(bits, exponentBits, mantissaBits, bias);
        const wanted = nan.includes(bits) ? Number.NaN : special;
        expect(read(dtype as DType, ALL_BYTES, bits), `0x${bits.toString(16)}`).toEqual(
          float(wanted),
        );
        if (Number.isFinite(wanted)) found = Math.max(found, wanted);
      }
      expect(found).toBe(largest);
    });
  }

  it('float8_e8m0fnu: powers of two, no zero and no sign', () => {
    for (const bits of ALL_BYTES) {
      const wanted = bits === 255 ? Number.NaN : 2 ** (bits - 127);
      expect(read('float8_e8m0fnu', ALL_BYTES, bits)).toEqual(float(wanted));
    }
    expect(read('float8_e8m0fnu', ALL_BYTES, 0)).toEqual(float(5.877471754111438e-39));
    expect(read('float8_e8m0fnu', ALL_BYTES, 254)).toEqual(float(1.7014118346046923e38));
  });

  it('float4_e2m1fn_x2: the low four bits come first', () => {
    const four = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0, -0.5, -1, -1.5, -2, -3, -4, -6];
    for (const bits of ALL_BYTES) {
      const [low = 0, high = 0] = [four[bits & 15], four[bits >> 4]];
      expect(read('float4_e2m1fn_x2', ALL_BYTES, bits)).toEqual(tuple(float(low), float(high)));
    }
  });
});

describe('floats of 16 bits', () => {
  const every = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
  const bytes = new Uint8Array(every.buffer);
  const half = elementReader('float16', bytes) as ElementReader;
  const bfloat = elementReader('bfloat16', bytes) as ElementReader;
  const number = (value: Value) => (value as Float).value;

  it('float16: all 65536', () => {
    for (const bits of every) {
      const [magnitude, sign] = [bits & 0x7fff, bits > 0x7fff ? -1 : 1];
      let wanted = byFormula(bits, 5, 10, 15);
      if (magnitude > 0x7c00) wanted = Number.NaN;
      if (magnitude === 0x7c00) wanted = sign * Number.POSITIVE_INFINITY;
      const value = number(half(bits));
      if (!Object.is(value, wanted)) expect([bits, value]).toEqual([bits, wanted]);
    }
  });

  it('bfloat16: all 65536 are the upper half of a float32', () => {
    const upper = new DataView(new ArrayBuffer(4));
    for (const bits of every) {
      upper.setUint16(0, bits);
      const wanted = upper.getFloat32(0);
      const value = number(bfloat(bits));
      if (!Object.is(value, wanted)) expect([bits, value]).toEqual([bits, wanted]);
    }
  });

  // torch.tensor([v], dtype=torch.float16).view(torch.uint16)
  const known: readonly (readonly [DType, number, number])[] = [
    ['float16', 0x3c00, 1],
    ['float16', 0x7bff, 65504],
    ['float16', 0x0001, 2 ** -24],
    ['float16', 0x8000, -0],
    ['float16', 0xc000, -2],
    ['bfloat16', 0x3f80, 1],
    ['bfloat16', 0x7f80, Number.POSITIVE_INFINITY],
    ['bfloat16', 0xff7f, -3.3895313892515355e38],
    ['bfloat16', 0x0001, 2 ** -133],
  ];
  for (const [dtype, bits, value] of known) {
    it(`${dtype} 0x${bits.toString(16)} is ${value}`, () => {
      expect(read(dtype, u16(bits))).toEqual(float(value));
      expect(read(dtype, u16(bits).reverse(), 0, true)).toEqual(float(value));
    });
  }
});

const INTEGERS: readonly (readonly [DType, Uint8Array, Value])[] = [
  ['bool', hex('00'), false],
  ['bool', hex('01'), true],
  ['bool', hex('ff'), true],
  ['uint8', hex('ff'), 255],
  ['int8', hex('80'), -128],
  ['int8', hex('7f'), 127],
  ['int16', u16(0x8000), -32768],
  ['int16', u16(0x7fff), 32767],
  ['uint16', u16(0xffff), 65535],
  ['int32', u32(0x80000000), -(2 ** 31)],
  ['int32', u32(0x7fffffff), 2 ** 31 - 1],
  ['uint32', u32(0xffffffff), 2 ** 32 - 1],
  ['int64', u64(2n ** 63n), -(2n ** 63n)],
  ['int64', u64(2n ** 63n - 1n), 2n ** 63n - 1n],
  ['int64', u64(2n ** 64n - 1n), -1],
  ['int64', u64(2 ** 53 - 1), 2 ** 53 - 1],
  ['int64', u64(2n ** 53n), 2n ** 53n],
  ['uint64', u64(2n ** 64n - 1n), 2n ** 64n - 1n],
  ['qint8', hex('ff'), -1],
  ['quint8', hex('ff'), 255],
  ['qint32', u32(0xffffffff), -1],
  ['bits8', hex('ff'), 255],
  ['bits16', u16(0xfffe), 65534],
  ['bits1x8', hex('81'), 0x81],
];

describe('integers', () => {
  for (const [dtype, bytes, value] of INTEGERS) {
    it(`${dtype} reads ${value}`, () => expect(read(dtype, bytes)).toBe(value));
  }

  it('reads a big-endian file’s', () => {
    for (const [dtype, bytes, value] of INTEGERS) {
      expect(read(dtype, bytes.slice().reverse(), 0, true), dtype).toBe(value);
    }
  });
});

describe('floats and complex numbers', () => {
  const view = (length: number, write: (view: DataView) => void) => {
    const bytes = new Uint8Array(length);
    write(new DataView(bytes.buffer));
    return bytes;
  };

  it('reads float32 and float64 of both byte orders', () => {
    for (const little of [true, false]) {
      const four = view(4, (bytes) => bytes.setFloat32(0, 0.1, little));
      const eight = view(8, (bytes) => bytes.setFloat64(0, 0.1, little));
      expect(read('float32', four, 0, !little)).toEqual(float(Math.fround(0.1)));
      expect(read('float64', eight, 0, !little)).toEqual(float(0.1));
    }
  });

  const parts: readonly (readonly [DType, Uint8Array, Uint8Array])[] = [
    ['complex32', u16(0x3e00), u16(0xc000)],
    ['bcomplex32', u16(0x3fc0), u16(0xc000)],
    ['complex64', u32(0x3fc00000), u32(0xc0000000)],
    ['complex128', u64(0x3ff8000000000000n), u64(0xc000000000000000n)],
  ];
  for (const [dtype, real, imaginary] of parts) {
    it(`${dtype} is two floats`, () => {
      const wanted = { kind: 'complex', real: 1.5, imaginary: -2 };

      expect(read(dtype, concat(imaginary, real, real, imaginary), 1)).toEqual(wanted);
      const big = concat(real.slice().reverse(), imaginary.slice().reverse());
      expect(read(dtype, big, 0, true)).toEqual(wanted);
    });
  }

  it('counts elements, from wherever the bytes begin', () => {
    const bytes = concat(hex('00 00 00'), u16(1), u16(2), u16(3)).subarray(3);

    expect([0, 1, 2].map((index) => read('int16', bytes, index))).toEqual([1, 2, 3]);
  });
});

it('reads every dtype whose elements have bytes of their own, and no other', () => {
  for (const [dtype, { blockElements }] of Object.entries(DTYPES)) {
    const reader = elementReader(dtype as DType, new Uint8Array(16));
    expect(reader === undefined, dtype).toBe(blockElements > 1);
    expect(() => reader?.(0), dtype).not.toThrow();
  }
});
