/** The casts of `src/model/cast.ts` from float32, with SIMD, in AssemblyScript: both give the same bits. */

/** Where memory is free. */
export function free(): usize {
  return (__heap_base + 63) & ~63;
}

/** Casts `count` floats, a multiple of 8: whoever asks pads. */
export function toBfloat16(from: usize, count: i32, out: usize): void {
  const end = from + ((<usize>count) << 2);
  for (; from < end; from += 32) {
    const low = bfloat16(v128.load(from));
    const high = bfloat16(v128.load(from, 16));
    v128.store(out, i16x8.narrow_i32x4_u(low, high));
    out += 16;
  }
}

export function toFloat16(from: usize, count: i32, out: usize): void {
  const end = from + ((<usize>count) << 2);
  for (; from < end; from += 32) {
    const low = float16(v128.load(from));
    const high = float16(v128.load(from, 16));
    v128.store(out, i16x8.narrow_i32x4_u(low, high));
    out += 16;
  }
}

function bfloat16(bits: v128): v128 {
  const odd = v128.and(i32x4.shr_u(bits, 16), i32x4.splat(1));
  const rounded = i32x4.add(bits, i32x4.add(odd, i32x4.splat(0x7fff)));
  return v128.bitselect(i32x4.splat(0x7fc0), i32x4.shr_u(rounded, 16), isNaN4(magnitude(bits)));
}

/** Half a float32 whose last bit counts as much as the last of a subnormal float16. */
const SUBNORMALS: i32 = 0x3f000000;

function float16(bits: v128): v128 {
  const size = magnitude(bits);
  const odd = v128.and(i32x4.shr_u(size, 13), i32x4.splat(1));
  const rebased = i32x4.add(i32x4.sub(size, i32x4.splat(0x38000000)), i32x4.splat(0xfff));
  const normal = i32x4.shr_u(i32x4.add(rebased, odd), 13);
  // The addition rounds where float16 ends.
  const added = f32x4.add(size, i32x4.splat(SUBNORMALS));
  const subnormal = i32x4.sub(added, i32x4.splat(SUBNORMALS));
  const isNormal = i32x4.ge_s(size, i32x4.splat(0x38800000));
  let half = v128.bitselect(normal, subnormal, isNormal);
  const isTooLarge = i32x4.ge_s(size, i32x4.splat(0x477ff000));
  half = v128.bitselect(i32x4.splat(0x7c00), half, isTooLarge);
  const payload = v128.and(i32x4.shr_u(size, 13), i32x4.splat(0x3ff));
  half = v128.bitselect(v128.or(payload, i32x4.splat(0x7e00)), half, isNaN4(size));
  return v128.or(half, v128.and(i32x4.shr_u(bits, 16), i32x4.splat(0x8000)));
}

function magnitude(bits: v128): v128 {
  return v128.and(bits, i32x4.splat(0x7fffffff));
}

function isNaN4(size: v128): v128 {
  return i32x4.gt_s(size, i32x4.splat(0x7f800000));
}
