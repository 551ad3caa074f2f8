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
        if (type === 'float64' || type === 'float32') expectSame(around(type, count, next, 1e4));
      }
    });
  }
});

describe('comparing gives the same bits in WebAssembly and TypeScript', async () => {
  const wasm = await wasmKernels();
  const types = TYPES.filter((type) => !type.endsWith('int64'));
  const pairs = [
    ...types.map((type) => [type, type] as const),
    ...(['bfloat16', 'float16', 'float8_e5m2', 'int32', 'float64'] as const).flatMap((type) => [
      ['float32', type] as const,
      [type, 'float32'] as const,
    ]),
    ['int8', 'float8_e4m3fn'],
  ] as const;
  for (const [left, right] of pairs) {
    const next = random(KERNEL_TYPES[left] + 8 * KERNEL_TYPES[right]);
    const both = (make: (type: KernelType, count: number) => Uint8Array, count: number) =>
      [left, right].map((type) => ({ type, bytes: make(type, count) }));
    const anyBits = (type: KernelType, count: number) =>
      Uint8Array.from({ length: count * KERNEL_TYPES[type] }, () => next() * 256);

    it(`${left} and ${right}: any bits, numbers around one, and close ones`, () => {
      for (const count of [0, 1, 3, 6, 4095, 4096, 3 * 4096 + 7, 30_001]) {
        const cases = [both(anyBits, count), both((type, size) => around(type, size, next), count)];
        const [sides = []] = cases;
        const [first] = sides;
        if (first !== undefined) cases.push([first, first]);
        for (const [a, b] of cases) {
          if (a === undefined || b === undefined) throw new Error('unreachable');
          for (const atol of [0, 1e-3, 1e300]) {
            const judgement = { atol, rtol: 2 * atol, judge: atol !== 1e-3 };
            const got = wasm.compare(a, b, judgement);
            expect(got).toEqual(PLAIN_KERNELS.compare(a, b, judgement));
          }
        }
      }
    });
  }
});

/** Finite ones, of both signs, with zeros; floats may be moved. */
function around(type: KernelType, count: number, next: () => number, center = 0): Uint8Array {
  if (type === 'float64' || type === 'float32') {
    const values = Array.from(
      { length: count },
      () => Math.floor(next() * 9) * (next() - 0.5) + center,
    );
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
