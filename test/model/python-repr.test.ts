import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonFloatRepr, pythonRepr, safeText } from '../../src/model/python-repr.ts';

/** `repr(x)` by Python 3.11. */
const FLOATS: readonly (readonly [number, string])[] = [
  [0, '0.0'],
  [-0, '-0.0'],
  [2, '2.0'],
  [-1.5, '-1.5'],
  [-2.5, '-2.5'],
  [0.1, '0.1'],
  [0.1 + 0.2, '0.30000000000000004'],
  [0.1 + 0.7, '0.7999999999999999'],
  [1 / 3, '0.3333333333333333'],
  [2 / 3, '0.6666666666666666'],
  [4.35, '4.35'],
  [100, '100.0'],
  [1e3, '1000.0'],
  [123456.789, '123456.789'],
  [12345678.9, '12345678.9'],
  [299792458, '299792458.0'],
  [Math.PI, '3.141592653589793'],
  [0.9999999999999999, '0.9999999999999999'],
  [0.001, '0.001'],
  [1e-4, '0.0001'],
  [0.00011, '0.00011'],
  [1e-5, '1e-05'],
  [0.00001234, '1.234e-05'],
  [1.5625e-5, '1.5625e-05'],
  [1e-7, '1e-07'],
  [1e-10, '1e-10'],
  [2.5e-10, '2.5e-10'],
  [-1e-100, '-1e-100'],
  [2.2250738585072014e-308, '2.2250738585072014e-308'],
  [1e-323, '1e-323'],
  [5e-324, '5e-324'],
  [1e15, '1000000000000000.0'],
  [5e15, '5000000000000000.0'],
  [2 ** 53, '9007199254740992.0'],
  [9999999999999998, '9999999999999998.0'],
  [1e16, '1e+16'],
  [5e16, '5e+16'],
  [1e17, '1e+17'],
  [123456789012345680, '1.2345678901234568e+17'],
  [1e21, '1e+21'],
  [1e22, '1e+22'],
  [1e23, '1e+23'],
  [6.02e23, '6.02e+23'],
  [1e100, '1e+100'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [Number.NaN, 'nan'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
];

describe('the repr of a float', () => {
  for (const [value, repr] of FLOATS) {
    it(repr, () => expect(pythonFloatRepr(value)).toBe(repr));
  }

  it('always reads back, and never as an int', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const repr = pythonFloatRepr(value);
        expect(Object.is(Number(repr), value)).toBe(true);
        expect(repr).toMatch(/^-?\d+(?:\.\d+|(?:\.\d+)?e[+-]\d{2,3})$/);
      }),
    );
  });
});

/** `ascii(x)` by Python 3.11, but for letters, which stay. */
const TEXTS: readonly (readonly [string, string])[] = [
  ['', "''"],
  ['a', "'a'"],
  ["it's", '"it\'s"'],
  ['say "x"', '\'say "x"\''],
  ['it\'s "x"', "'it\\'s \"x\"'"],
  ["'", '"\'"'],
  ['"', "'\"'"],
  ['\\', "'\\\\'"],
  ['a\\nb', "'a\\\\nb'"],
  ['\n\r\t', "'\\n\\r\\t'"],
  ['\0', "'\\x00'"],
  ['\u001b[31m', "'\\x1b[31m'"],
  ['\u007f\u0080\u009f\u0085', "'\\x7f\\x80\\x9f\\x85'"],
  ['\u00ad', "'\\xad'"],
  ['\u202e\u200b\ufeff', "'\\u202e\\u200b\\ufeff'"],
  ['\u2066\u2069', "'\\u2066\\u2069'"],
  ['\u2028\u2029', "'\\u2028\\u2029'"],
  ['\u{e0041}', "'\\U000e0041'"],
  ['\ud800', "'\\ud800'"],
  ['a\udfffb', "'a\\udfffb'"],
  ['😀é中ß', "'😀é中ß'"],
];

describe('the repr of a str', () => {
  for (const [text, repr] of TEXTS) {
    it(repr, () => expect(pythonRepr(text)).toBe(repr));
  }
});

describe('text for a terminal', () => {
  it('keeps quotes and backslashes, and escapes what acts', () => {
    expect(safeText('it\'s "\\" é\n\u001b]0;x\u0007')).toBe('it\'s "\\" é\\n\\x1b]0;x\\x07');
  });

  it('has no control or format character left, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(safeText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
