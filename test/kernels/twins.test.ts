import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAIN_KERNELS } from '../../src/kernels/kernels.ts';
import { wasmKernels } from '../../src/kernels/wasm.ts';
import { KERNEL_TYPES, type KernelType } from '../../src/kernels/widen.ts';
import { random } from '../support/random.ts';

const TYPES = Object.keys(KERNEL_TYPES) as KernelType[];

describe('WebAssembly and TypeScript give the same bits', async () => {
  const wasm = await wasmKernels();
  for (const type of TYPES) {
    const width = KERNEL_TYPES[type];
    const expectSame = (bytes: Uint8Array) =>
      expect(wasm.reduce(type, bytes)).toEqual(PLAIN_KERNELS.reduce(type, bytes));

    it(`${type}: any bits`, () => {
      const bytes = fc.uint8Array({ minLength: 0, maxLength: 40 * width });
      fc.assert(
        fc.property(bytes, (some) => {
          expectSame(some.subarray(0, some.length - (some.length % width)));
        }),
      );
    });

    it(`${type}: many elements, any bits and numbers around one`, () => {
      const next = random(width);
      for (const count of [4095, 4096, 4097, 3 * 4096 + 5, 300_001]) {
        const bytes = Uint8Array.from({ length: count * width }, () => next() * 256);
        expectSame(bytes);
        expectSame(around(type, count, next));
      }
    });
  }
});

/** Finite ones, of both signs, with zeros. */
function around(type: KernelType, count: number, next: () => number): Uint8Array {
  if (type === 'float64' || type === 'float32') {
    const values = Array.from({ length: count }, () => Math.floor(next() * 9) * (next() - 0.5));
    const array = type === 'float64' ? Float64Array.from(values) : Float32Array.from(values);
    return new Uint8Array(array.buffer);
  }
  // Clear a bit of the exponent of the 16-bit floats, and nothing else is special.
  const width = KERNEL_TYPES[type];
  return Uint8Array.from({ length: count * width }, (_, index) => {
    const byte = Math.floor(next() * 256);
    return index % width === width - 1 ? byte & 0xbf : byte;
  });
}
