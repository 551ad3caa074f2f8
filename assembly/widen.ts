/** Elements of narrow types as float32, which holds every one of them exactly. Up to seven more are written. */

/** Types of one byte: what each of the 256 means. */
export function widenBytes(from: usize, count: i32, to: usize, table: usize): void {
  for (let index = 0; index < count; index += 1) {
    const byte: usize = load<u8>(from + <usize>index);
    store<f32>(to + ((<usize>index) << 2), load<f32>(table + (byte << 2)));
  }
}

export function widenInt16(from: usize, count: i32, to: usize, isSigned: bool): void {
  for (let index: usize = 0; index < <usize>count; index += 8) {
    const bits = v128.load(from + (index << 1));
    const low = isSigned ? i32x4.extend_low_i16x8_s(bits) : i32x4.extend_low_i16x8_u(bits);
    const high = isSigned ? i32x4.extend_high_i16x8_s(bits) : i32x4.extend_high_i16x8_u(bits);
    v128.store(to + (index << 2), f32x4.convert_i32x4_s(low));
    v128.store(to + (index << 2), f32x4.convert_i32x4_s(high), 16);
  }
}

/** The upper half of a float32. */
export function widenBfloat16(from: usize, count: i32, to: usize): void {
  for (let index: usize = 0; index < <usize>count; index += 8) {
    const bits = v128.load(from + (index << 1));
    v128.store(to + (index << 2), i32x4.shl(i32x4.extend_low_i16x8_u(bits), 16));
    v128.store(to + (index << 2), i32x4.shl(i32x4.extend_high_i16x8_u(bits), 16), 16);
  }
}

export function widenFloat16(from: usize, count: i32, to: usize): void {
  for (let index: usize = 0; index < <usize>count; index += 8) {
    const bits = v128.load(from + (index << 1));
    v128.store(to + (index << 2), fourFloat16(i32x4.extend_low_i16x8_u(bits)));
    v128.store(to + (index << 2), fourFloat16(i32x4.extend_high_i16x8_u(bits)), 16);
  }
}

function fourFloat16(bits: v128): v128 {
  const exponentMask = i32x4.splat(0x7c00);
  // Between the exponents of the two types lie 112; the least normal float16 is 2^-14.
  const shift = i32x4.splat(112 << 23);
  const least = i32x4.splat(113 << 23);
  const magnitude = i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13);
  const exponent = v128.and(bits, exponentMask);
  const isSpecial = i32x4.eq(exponent, exponentMask);
  const normal = i32x4.add(i32x4.add(magnitude, shift), v128.and(isSpecial, shift));
  const subnormal = f32x4.sub(v128.or(magnitude, least), least);
  const isSubnormal = i32x4.eq(exponent, i32x4.splat(0));
  const sign = i32x4.shl(v128.and(bits, i32x4.splat(0x8000)), 16);
  return v128.or(v128.bitselect(subnormal, normal, isSubnormal), sign);
}
