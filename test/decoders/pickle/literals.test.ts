import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalInt, twosComplement } from '../../../src/decoders/pickle/literals.ts';
import { u64 } from '../../support/bytes.ts';
import { refusalOf } from '../../support/errors.ts';
import { unpickledValue } from '../../support/pickle.ts';
import { pickled } from '../../support/pickle-values.ts';

const { bytes, float } = pickled;
/** What CPython 3.11 gives for the line, `undefined` where it refuses. */
type Cases = readonly (readonly [line: string, value: unknown])[];

function test(opcode: string, what: string, cases: Cases): void {
  for (const [line, value] of cases) {
    const written = JSON.stringify(line);
    if (value === undefined) {
      it(`${written} is ${what}`, () => {
        expect(refusalOf(() => unpickledValue(`(${opcode}${line}\n.`))).toMatchObject({
          error: 'MalformedError',
          kind: 'pickle',
          offset: 2,
          finding: `an operand that is ${what}`,
        });
      });
    } else {
      it(`${written} is ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`, () => {
        expect(unpickledValue(`${opcode}${line}\n.`)).toEqual(value);
      });
    }
  }
}

// pickle.loads(b'I' + line + b'\n.')
describe('INT', () => {
  test('I', 'no integer', [
    ['0', 0],
    ['-0', false],
    ['-1', -1],
    ['+12', 12],
    ['9007199254740991', 2 ** 53 - 1],
    ['9007199254740992', 2n ** 53n],
    ['-9223372036854775809', -(2n ** 63n) - 1n],
    // Two characters that C takes for 0 or 1 are a bool
    ['00', false],
    ['01', true],
    ['+1', true],
    [' 1', true],
    ['1 ', 1],
    ['10', 10],
    ['001', 1],
    ['02', 2],
    // C first: a zero in front makes it octal
    ['010', 8],
    ['-0017', -15],
    ['\t010', 8],
    ['010 ', undefined],
    ['08', undefined],
    // Then Python, which takes base prefixes and underscores
    ['0x1F', 31],
    ['-0Xff', -255],
    ['0o17', 15],
    ['0b101', 5],
    ['1_000', 1000],
    ['0x_ff', 255],
    ['0_0', 0],
    ['1__0', undefined],
    ['_1', undefined],
    ['1_', undefined],
    ['0x', undefined],
    ['0xg', undefined],
    ['', undefined],
    ['-', undefined],
    ['1.0', undefined],
    ['1L', undefined],
    ['True', undefined],
    ['--1', undefined],
    ['1 0', undefined],
    ['\xa01', undefined],
    ['\xb2', undefined],
  ]);
});

describe('LONG', () => {
  test('L', 'no integer', [
    ['0L', 0],
    ['-12L', -12],
    ['12', 12],
    ['18446744073709551616L', 2n ** 64n],
    ['0x10L', 16],
    ['1_0L', 10],
    [' 7 L', 7],
    ['00L', 0],
    ['01L', undefined],
    ['L', undefined],
    ['1LL', undefined],
    ['1l', undefined],
  ]);
});

describe('FLOAT', () => {
  test('F', 'no float', [
    ['1', float(1)],
    ['-0', float(-0)],
    ['.5', float(0.5)],
    ['5.', float(5)],
    ['1.5E-3', float(0.0015)],
    ['+1e2', float(100)],
    ['inf', float(Number.POSITIVE_INFINITY)],
    ['-Infinity', float(Number.NEGATIVE_INFINITY)],
    ['nan', float(Number.NaN)],
    ['-nan', float(Number.NaN)],
    ['0.1', float(0.1)],
    ['1_0.0', undefined],
    ['', undefined],
    ['.', undefined],
    ['1e', undefined],
    [' 1', undefined],
    ['1 ', undefined],
    ['0x10', undefined],
    ['1,5', undefined],
    ['in', undefined],
    ['1.2.3', undefined],
  ]);
});

// pickle.loads(b'V' + line + b'\n.')
describe('UNICODE', () => {
  test('V', 'no raw-unicode-escape', [
    ['', ''],
    ['a\xe9', 'aé'],
    ['\\u00e9\\U0001f600', 'é😀'],
    ['\\x41\\n\\\\', '\\x41\\n\\\\'],
    ['\\\\u0041', '\\\\u0041'],
    ['\\\\\\u0041', '\\\\A'],
    ['\\ud800', '\ud800'],
    ['a\\', 'a\\'],
    ['\r', '\r'],
    ['\\u004', undefined],
    ['\\U0000004', undefined],
    ['\\U00110000', undefined],
    ['\\uzzzz', undefined],
  ]);
});

// pickle.loads(b'S' + line + b'\n.', encoding='bytes'), and text where that is UTF-8
describe('STRING', () => {
  test('S', 'no quoted string', [
    ["''", ''],
    ['"a\'b"', "a'b"],
    ["'a'b'", "a'b"],
    ["'\\'\\\"\\\\'", '\'"\\'],
    ["'\\a\\b\\f\\n\\r\\t\\v'", '\x07\b\f\n\r\t\v'],
    ["'\\x41\\x7A'", 'Az'],
    ["'\\0\\12\\101\\1011'", '\0\nAA1'],
    ["'\\xc3\\xa9'", 'é'],
    ["'\xc3\xa9'", 'é'],
    ["'\\xe9'", bytes(0xe9)],
    ["'\\777'", bytes(0xff)],
    ["'\\q\\8'", '\\q\\8'],
    ["'\\\\x41'", '\\x41'],
    ['', undefined],
    ["'", undefined],
    ['a', undefined],
    ["'a", undefined],
    ['\'a"', undefined],
    ["'a' ", undefined],
    ["'\\x4'", undefined],
    ["'\\x'", undefined],
    ["'a\\'", undefined],
  ]);
});

// pickle.loads(b'K\x05r\x0c\x00\x00\x00p0\n' + b'g' + line + b'\n.')
describe('GET', () => {
  for (const line of ['12', '+12', '012', '1_2', ' 12', '12\t', '0', '-0']) {
    it(`${JSON.stringify(line)} is read in base 10`, () => {
      expect(unpickledValue(`K\x05r\x0c\x00\x00\x00p0\n0g${line}\n.`)).toBe(5);
    });
  }
  test('g', 'no integer', [
    ['0xc', undefined],
    ['1__2', undefined],
    ['++1', undefined],
    ['1.', undefined],
    ['', undefined],
    ['12L', undefined],
  ]);
});

describe('a line as long as a file', () => {
  const LONG = 2_000_000;
  const lines: [opcode: string, line: string, findings: RegExp][] = [
    ['F', `${'1'.repeat(LONG)}x`, /no float/],
    ['F', `1.${'1'.repeat(LONG)}x`, /no float/],
    ['S', `'${'\\'.repeat(LONG + 1)}'`, /no quoted string/],
    ['V', `${'\\\\'.repeat(LONG)}\\u`, /no raw-unicode-escape/],
    ['I', `${'0'.repeat(LONG)}x`, /bytes of an integer/],
    // As long as an integer may be
    ['I', `${'0'.repeat(65_000)}x`, /no integer/],
    ['L', `${'0_'.repeat(32_000)}x`, /no integer/],
    ['g', `${' '.repeat(65_000)}x`, /no integer/],
  ];
  for (const [opcode, line, finding] of lines) {
    it(`of ${opcode} takes little time to refuse: ${line.slice(0, 3)}…${line.slice(-2)}`, () => {
      expect(refusalOf(() => unpickledValue(`${opcode}${line}\n.`)).finding).toMatch(finding);
    });
  }
});

describe('twosComplement', () => {
  it('agrees with BigInt.asIntN at every length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (little) => {
        const unsigned = little.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);

        expect(BigInt(twosComplement(little))).toBe(BigInt.asIntN(8 * little.length, unsigned));
      }),
    );
  });

  it('gives back what is written, as a number wherever that is exact', () => {
    const edges = [2n ** 53n - 1n, 2n ** 53n, -(2n ** 53n), 1n - 2n ** 53n, 2n ** 63n - 1n];
    for (const value of edges) {
      const read = twosComplement(u64(BigInt.asUintN(64, value)));

      expect(read).toBe(normalInt(value));
      expect(typeof read).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'bigint');
    }
  });
});
