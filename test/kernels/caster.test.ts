import { describe, expect, it } from 'vitest';
import { plainCaster, wasmCaster } from '../../src/kernels/caster.ts';

/** Floats of every sign, exponent and upper mantissa, and where rounding goes one way or the other. */
function* inputs(): Generator<Uint32Array> {
  for (const low of [0, 1, 0xfff, 0x1000, 0x1001, 0x1fff, 0x7fff, 0x8000, 0x8001, 0xffff]) {
    yield Uint32Array.from({ length: 65536 }, (_, high) => ((high << 16) | low) >>> 0);
  }
  // Odd ones out: fewer than SIMD takes at once.
  for (let length = 1; length < 20; length += 1) {
    yield Uint32Array.from({ length }, (_, index) => 0x3f801000 + index * 0x1357);
  }
}

describe('casts with SIMD give the bits of those without', () => {
  for (const to of ['bfloat16', 'float16'] as const) {
    it(`float32 to ${to}`, async () => {
      const plain = plainCaster({ from: 'float32', to });
      const fast = await wasmCaster(to);
      let count = 0;
      for (const bits of inputs()) {
        const bytes = new Uint8Array(bits.buffer);
        plain.input.set(bytes);
        fast.input.set(bytes);
        const [wanted, found] = [plain, fast].map((one) => one.cast(bytes.byteLength));
        expect(Buffer.compare(found ?? bytes, wanted ?? bytes)).toBe(0);
        count += bits.length;
      }
      expect(count).toBe(655_360 + 190);
    });
  }
});
