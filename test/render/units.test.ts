import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, count, magnitude, number, shape } from '../../src/render/text/units.ts';

const BYTES: readonly (readonly [number, string])[] = [
  [0, '0 B'],
  [1, '1 B'],
  [133, '133 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [2400, '2.4 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [101_977_157, '102.0 MB'],
  [999_949_999, '999.9 MB'],
  [999_950_000, '1.0 GB'],
  [1.6e12, '1.6 TB'],
  [5e15, '5.0 PB'],
  [5e18, '5000.0 PB'],
];

const MAGNITUDES: readonly (readonly [number, string])[] = [
  [0, '0'],
  [9_999, '9,999'],
  [10_000, '10.0 k'],
  [12_345, '12.3 k'],
  [999_499, '999 k'],
  [999_500, '1.00 M'],
  [999_949, '1.00 M'],
  [999_950, '1.00 M'],
  [8_500_000, '8.50 M'],
  [124_439_808, '124 M'],
  [999_499_999, '999 M'],
  [999_600_000, '1.00 B'],
  [6_738_415_616, '6.74 B'],
  [999_700_000_000, '1.00 T'],
  [1.8e12, '1.80 T'],
  [9e15, '9,000 T'],
];

const NUMBERS: readonly (readonly [number, string])[] = [
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [106_820, '106,820'],
  [1_234_567, '1,234,567'],
];

const COUNTS: readonly (readonly [number, string, string])[] = [
  [0, 'tensor', '0 tensors'],
  [1, 'tensor', '1 tensor'],
  [1, 'entry', '1 entry'],
  [12, 'entry', '12 entries'],
  [1200, 'dict', '1,200 dicts'],
];

describe('numbers for people', () => {
  for (const [value, text] of BYTES) {
    it(`${value} bytes: ${text}`, () => expect(bytes(value)).toBe(text));
  }
  for (const [value, text] of MAGNITUDES) {
    it(`about ${value}: ${text}`, () => expect(magnitude(value)).toBe(text));
  }
  for (const [value, text] of NUMBERS) {
    it(`exactly ${value}: ${text}`, () => expect(number(value)).toBe(text));
  }
  for (const [value, noun, text] of COUNTS) {
    it(text, () => expect(count(value, noun)).toBe(text));
  }

  it('shapes as Python has them', () => {
    expect([[], [3], [600, 6807], null].map(shape)).toEqual(['[]', '[3]', '[600, 6807]', 'nested']);
  });

  it('never has more than three digits before a unit, nor an exponent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_000_000_000_000 }), (value) => {
        expect(bytes(value)).toMatch(/^(?:\d{1,3} B|\d{1,3}\.\d [kMGTP]B)$/);
        expect(magnitude(value)).toMatch(/^(?:\d|\d,\d{3}|\d{1,3}|[\d.]{3,4} [kMBT])$/);
      }),
    );
  });
});
