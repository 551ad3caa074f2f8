import { describe, expect, it } from 'vitest';
import { type CastTarget, castBetween } from '../../src/model/cast.ts';
import type { DType } from '../../src/model/dtype.ts';

const float32Bits = (...bits: readonly number[]) => new Uint8Array(Uint32Array.from(bits).buffer);
const halves = (bytes: Uint8Array | undefined) =>
  Array.from(new Uint16Array((bytes ?? new Uint8Array()).slice().buffer), (half) =>
    half.toString(16),
  );

function cast(from: DType, to: CastTarget, bytes: Uint8Array) {
  return castBetween(from, to)?.(bytes);
}

describe('casts to bfloat16', () => {
  it('round to the nearest, ties to even', () => {
    const bits = float32Bits(0x3f800000, 0x3f807fff, 0x3f808000, 0x3f808001, 0x3f818000);
    expect(halves(cast('float32', 'bfloat16', bits))).toEqual([
      '3f80',
      '3f80',
      '3f80',
      '3f81',
      '3f82',
    ]);
  });

  it('overflow to infinity, keep signs, subnormals and infinities', () => {
    const bits = float32Bits(
      0x7f7fffff,
      0xff7fffff,
      0x80000000,
      0x00018000,
      0x7f800000,
      0xff800000,
    );
    expect(halves(cast('float32', 'bfloat16', bits))).toEqual([
      '7f80',
      'ff80',
      '8000',
      '2',
      '7f80',
      'ff80',
    ]);
  });

  it('keep NaN, even one whose bits are all in the lower half', () => {
    const bits = float32Bits(0x7f800001, 0xffc00000, 0x7fffffff);
    expect(halves(cast('float32', 'bfloat16', bits))).toEqual(['7fc0', '7fc0', '7fc0']);
  });
});

describe('casts to float16', () => {
  it('round to the nearest, ties to even', () => {
    // 1 + 2^-11 is half way between 1 and the next; 1 + 3 * 2^-11 half way to an even one.
    const bits = float32Bits(0x3f800000, 0x3f801000, 0x3f801001, 0x3f803000);
    expect(halves(cast('float32', 'float16', bits))).toEqual(['3c00', '3c00', '3c01', '3c02']);
  });

  it('overflow to infinity from 65520 on', () => {
    const floats = new Uint8Array(Float32Array.of(65504, 65519.996, 65520, -65520, 1e30).buffer);
    expect(halves(cast('float32', 'float16', floats))).toEqual([
      '7bff',
      '7bff',
      '7c00',
      'fc00',
      '7c00',
    ]);
  });

  it('round subnormals, and what is below them to zero', () => {
    const floats = new Uint8Array(
      Float32Array.of(
        2 ** -14,
        2 ** -24,
        1.5 * 2 ** -24,
        2.5 * 2 ** -24,
        2 ** -25,
        1.1 * 2 ** -25,
        -(2 ** -26),
      ).buffer,
    );
    expect(halves(cast('float32', 'float16', floats))).toEqual([
      '400',
      '1',
      '2',
      '2',
      '0',
      '1',
      '8000',
    ]);
  });

  it('carry from the largest subnormal to the smallest normal', () => {
    const floats = new Uint8Array(Float32Array.of(2 ** -14 - 2 ** -26).buffer);
    expect(halves(cast('float32', 'float16', floats))).toEqual(['400']);
  });

  it('keep NaN', () => {
    expect(halves(cast('float32', 'float16', float32Bits(0x7f800001, 0xffc00000)))).toEqual([
      '7e00',
      'fe00',
    ]);
  });

  it('go through float32 from float64, as torch does', () => {
    // Nearer to the upper neighbour, but float32 rounds it to the tie, which goes down to even.
    const bytes = new Uint8Array(Float64Array.of(1 + 2 ** -11 + 2 ** -40).buffer);
    expect(halves(cast('float64', 'float16', bytes))).toEqual(['3c00']);
  });
});

describe('casts to float32', () => {
  it('give back what narrower types mean', () => {
    const float32 = (from: DType, ...bytes: number[]) =>
      Array.from(
        new Float32Array(
          (cast(from, 'float32', Uint8Array.from(bytes)) ?? new Uint8Array()).buffer,
        ),
      );
    expect(float32('float16', 0x00, 0x3c, 0x01, 0x00)).toEqual([1, 2 ** -24]);
    expect(float32('bfloat16', 0x80, 0xbf)).toEqual([-1]);
    expect(float32('float8_e4m3fn', 0x38, 0x7e, 0x7f)).toEqual([1, 448, Number.NaN]);
    expect(float32('float8_e8m0fnu', 0x00)).toEqual([2 ** -127]);
  });
});

describe('a cast', () => {
  it('is of other floats only', () => {
    expect(castBetween('float32', 'float32')).toBeUndefined();
    expect(castBetween('int64', 'float16')).toBeUndefined();
    expect(castBetween('complex64', 'float16')).toBeUndefined();
  });

  it('takes bytes from anywhere in memory', () => {
    const memory = new Uint8Array(9);
    memory.set(new Uint8Array(Float32Array.of(1, 2).buffer), 1);
    expect(halves(cast('float32', 'bfloat16', memory.subarray(1)))).toEqual(['3f80', '4000']);
  });

  it('is undone by the way back for every float16', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, index) => index);
    const wide = cast('float16', 'float32', new Uint8Array(all.buffer)) ?? new Uint8Array();
    const back = new Uint16Array(
      (cast('float32', 'float16', wide) ?? new Uint8Array()).slice().buffer,
    );
    const isNaN16 = (half: number) => (half & 0x7fff) > 0x7c00;
    const differing = all.filter(
      (half, index) => half !== back[index] && !(isNaN16(half) && isNaN16(back[index] ?? 0)),
    );
    expect([...differing]).toEqual([]);
  });
});
