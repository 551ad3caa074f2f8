import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/model/value.ts';
import { elementsText, elementText } from '../../src/render/text/elements.ts';
import { PLAIN } from '../../src/render/view.ts';
import { float } from '../support/values.ts';

const near = (value: number) => float(Math.fround(value));

const ELEMENTS: readonly (readonly [Value, string, string])[] = [
  [near(0.1), 'float32', '0.1'],
  [near(1e-5), 'float32', '1e-05'],
  [near(16777217), 'float32', '16777216.0'],
  [near(3.4028234663852886e38), 'float32', '3.4028235e+38'],
  [near(1e-45), 'float32', '1e-45'],
  [float(0.0999755859375), 'float16', '0.099975586'],
  [float(448), 'float8_e4m3fn', '448.0'],
  [near(0.1), 'float64', '0.10000000149011612'],
  [float(0.1), 'float64', '0.1'],
  [float(-0), 'float32', '-0.0'],
  [float(Number.NaN), 'float32', 'nan'],
  [float(Number.NEGATIVE_INFINITY), 'float32', '-inf'],
  [5, 'int64', '5'],
  [true, 'bool', 'True'],
  [{ kind: 'complex', real: 1, imaginary: 2 }, 'complex64', '(1+2j)'],
];

describe('an element', () => {
  for (const [value, dtype, text] of ELEMENTS) {
    it(`of ${dtype}: ${text}`, () => expect(elementText(value, dtype)).toBe(text));
  }

  it('of float32 always reads back', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Object.is(Math.fround(Number(elementText(float(value), 'float32'))), value)).toBe(
          true,
        );
      }),
    );
  });
});

describe('elements', () => {
  const counting = (count: number) => Array.from({ length: count }, (_, index) => index);
  const text = (shape: number[], values: readonly number[], width = 80) =>
    elementsText(
      { dtype: 'int64', shape, values, elementCount: shape.reduce((a, b) => a * b, 1) },
      { width, palette: PLAIN },
    );

  it('are nested lists where all are there', () => {
    expect(text([], [7])).toEqual(['7']);
    expect(text([3], counting(3))).toEqual(['[0, 1, 2]']);
    expect(text([2, 3], [0, 1, 2, 10, 11, 12])).toEqual(['[[ 0,  1,  2]', ' [10, 11, 12]]']);
    expect(text([2, 1, 2], counting(4))).toEqual(['[[[0, 1]]', ' [[2, 3]]]']);
    expect(text([0], [])).toEqual(['[]']);
  });

  it('are in their order where only the first are', () => {
    expect(text([1000, 1000], counting(12))).toEqual([
      ' 0   1   2   3   4   5   6   7   8   9',
      '10  11',
      '… 999,988 more',
    ]);
    expect(text([1000], counting(4), 6)).toEqual(['0  1', '2  3', '… 996 more']);
  });

  it('are none of none', () => {
    expect(text([1000], [])).toEqual(['… 1,000 more']);
  });
});
