import { describe, expect, it } from 'vitest';
import { Cursor } from '../../../src/bytes/cursor.ts';
import { disassemble } from '../../../src/decoders/pickle/index.ts';
import type { PickleSequence, PickleValue } from '../../../src/decoders/pickle/value.ts';
import { text } from '../../support/bytes.ts';
import { refusalOf } from '../../support/errors.ts';
import { asFarAsPossible, stream, unpickled, unpickledValue } from '../../support/pickle.ts';

const itemsOf = (value: PickleValue | undefined) =>
  (value as PickleSequence | undefined)?.items ?? [];

describe('lengths that are not there', () => {
  const SHORT = 'TruncatedError';
  const NEVER = 'MalformedError';
  const cases: [what: string, pickle: string, error: string, offset: number, finding: string][] = [
    [
      'BINBYTES8',
      '\x8e\xff\xff\xff\xff\xff\xff\xff\x7fabc.',
      NEVER,
      1,
      '9223372036854775807 is no length',
    ],
    [
      'BINUNICODE8',
      '\x8d\x00\x00\x00\x00\x00\x00\x00\x80abc.',
      NEVER,
      1,
      '9223372036854775808 is no length',
    ],
    [
      'BYTEARRAY8',
      '\x96\xff\xff\xff\xff\xff\xff\xff\xffabc.',
      NEVER,
      1,
      '18446744073709551615 is no length',
    ],
    [
      'FRAME',
      '\x95\x00\x00\x00\x00\x00\x00\x00\x80N.',
      NEVER,
      1,
      '9223372036854775808 is no length',
    ],
    [
      'BINBYTES8 of 2^53 - 1',
      '\x8e\xff\xff\xff\xff\xff\xff\x1f\x00abc.',
      SHORT,
      9,
      '9007199254740991 bytes are wanted, 4 left',
    ],
    ['BINUNICODE', 'X\xff\xff\xff\xffabc.', SHORT, 5, '4294967295 bytes are wanted, 4 left'],
    ['BINBYTES', 'B\xff\xff\xff\xffabc.', SHORT, 5, '4294967295 bytes are wanted, 4 left'],
    ['BINSTRING', 'T\xff\xff\xff\x7fabc.', SHORT, 5, '2147483647 bytes are wanted, 4 left'],
    ['SHORT_BINUNICODE', '\x8c\xffabc.', SHORT, 2, '255 bytes are wanted, 4 left'],
    ['LONG1', '\x8a\xffabc.', SHORT, 2, '255 bytes are wanted, 4 left'],
    ['LONG4', '\x8b\x00\x00\x01\x00abc.', SHORT, 5, '65536 bytes are wanted, 4 left'],
    [
      'FRAME longer than the rest',
      '\x80\x04\x95\x03\x00\x00\x00\x00\x00\x00\x00N.',
      SHORT,
      11,
      '3 bytes are wanted, 2 left',
    ],
    ['a negative BINSTRING', 'T\xff\xff\xff\xffabc.', NEVER, 1, 'a length of -1'],
    ['a negative LONG4', '\x8b\x00\x00\x00\x80abc.', NEVER, 1, 'a length of -2147483648'],
  ];
  for (const [what, pickle, error, offset, finding] of cases) {
    it(`${what} is a ${error}`, () => {
      const refusal = refusalOf(() => unpickled(pickle));

      expect(refusal).toMatchObject({ error, offset });
      expect(refusal.finding).toContain(finding);
    });
  }
});

describe('limits', () => {
  it('on opcodes: the last that fits, and one more', () => {
    const pickle = `${'N0'.repeat(50)}N.`;

    expect(unpickled(pickle, { pickleOpcodes: 102 }).opcodeCount).toBe(102);
    expect(refusalOf(() => unpickled(pickle, { pickleOpcodes: 101 }))).toMatchObject({
      error: 'LimitError',
      kind: 'limit',
      data: { limit: 'pickleOpcodes', asked: 102 },
      offset: 102,
    });
  });

  const integers: [what: string, pickle: string, asked: number][] = [
    ['LONG1', `\x8a\x0b${'\x7f'.repeat(11)}.`, 11],
    ['LONG4', `\x8b\x0b\x00\x00\x00${'\x7f'.repeat(11)}.`, 11],
    ['LONG4 of a length that is not there', '\x8b\xff\xff\xff\x7f.', 2 ** 31 - 1],
    ['LONG', `L${'1'.repeat(10)}L\n.`, 11],
    ['INT', `I${'1'.repeat(11)}\n.`, 11],
    ['PUT', `Np${'1'.repeat(11)}\n.`, 11],
    ['GET', `Ng${'1'.repeat(11)}\n.`, 11],
  ];
  for (const [what, pickle, asked] of integers) {
    it(`on the bytes of an integer: ${what}`, () => {
      expect(refusalOf(() => unpickled(pickle, { integerBytes: 10 }))).toMatchObject({
        error: 'LimitError',
        kind: 'limit',
        data: { limit: 'integerBytes', asked },
        offset: pickle.startsWith('N') ? 1 : 0,
      });
    });
  }

  it('let through an integer of 20,000 digits', () => {
    expect(unpickledValue(`L${'7'.repeat(20_000)}L\n.`)).toBe(BigInt('7'.repeat(20_000)));
  });

  it('are part of the answer of those who take what there is', () => {
    const broken = asFarAsPossible('](K\x01K\x02e.', { pickleOpcodes: 5 });

    expect(broken).toMatchObject({ error: { code: 'limit' }, opcodeCount: 6 });
    expect(itemsOf(broken.value)).toEqual([1, 2]);
  });
});

describe('protocols', () => {
  it('up to 5 there are', () => {
    for (const version of [0, 1, 2, 3, 4, 5])
      expect(unpickled(Uint8Array.of(0x80, version, 0x4e, 0x2e)).protocol).toBe(version);
    expect(unpickled('N.').protocol).toBe(0);
  });

  it('6 is none, nor is 255', () => {
    for (const version of [6, 255]) {
      expect(refusalOf(() => unpickled(Uint8Array.of(0x80, version, 0x4e, 0x2e)))).toMatchObject({
        error: 'MalformedError',
        kind: 'pickle',
        offset: 0,
        finding: `pickle protocol ${version} does not exist: the newest is 5`,
      });
    }
  });
});

describe('a byte that is no opcode', () => {
  it('is named, at its place in the file', () => {
    const cursor = () => new Cursor(stream('xxN0\xff.'), 'f', 0x1000);
    const at = cursor();
    at.position = 2;

    expect(refusalOf(() => [...disassemble(at)])).toMatchObject({
      error: 'MalformedError',
      kind: 'pickle',
      offset: 0x1004,
      finding: '0xff is no opcode',
    });
    expect(refusalOf(() => unpickled('\x00'))).toMatchObject({
      offset: 0,
      finding: '0x00 is no opcode',
    });
    expect(asFarAsPossible('N\x0a')).toMatchObject({
      error: { finding: '0x0a is no opcode' },
      end: 1,
    });
  });

  it('is the end of the bytes where there are none', () => {
    expect(refusalOf(() => unpickled(''))).toMatchObject({
      error: 'TruncatedError',
      kind: 'pickle-truncated',
      offset: 0,
      finding: 'the pickle breaks off after 0 opcodes: 1 byte is wanted, 0 left',
    });
  });
});

describe('much of little', () => {
  it('20,000 lists in each other decode', () => {
    // b']' * 20_000 + b'a' * 19_999 + b'.', which CPython loads too
    const { value, opcodeCount } = unpickled(`${']'.repeat(20_000)}${'a'.repeat(19_999)}.`);
    let depth = 0;
    for (let at: PickleValue | undefined = value; at !== undefined; at = itemsOf(at)[0]) depth += 1;

    expect(depth).toBe(20_000);
    expect(opcodeCount).toBe(40_000);
  });

  it('20,000 tuples, dicts and marks in each other do, and what is cut off there', () => {
    expect(unpickled(`)${'\x85'.repeat(20_000)}.`).opcodeCount).toBe(20_002);
    expect(unpickled(`${'}N'.repeat(20_000)}N${'s'.repeat(20_000)}.`).opcodeCount).toBe(60_002);
    expect(unpickled(`${'('.repeat(20_000)}${'t'.repeat(20_000)}.`).opcodeCount).toBe(40_001);
    expect(asFarAsPossible('(]'.repeat(20_000))).toMatchObject({ error: { code: 'malformed' } });
    expect(asFarAsPossible('](N'.repeat(20_000))).toMatchObject({ error: { code: 'malformed' } });
  });

  it('40 doublings are 41 lists, though 2^40 on paper', () => {
    // x = []; for _ in range(40): x = [x, x]
    const doubled = `]q\x00${Array.from({ length: 40 }, (_, index) => {
      const [was, is] = [index, index + 1].map((each) => String.fromCharCode(each));
      return `0](h${was}h${was}eq${is}`;
    }).join('')}.`;
    const { value, opcodeCount } = unpickled(doubled);
    const seen = new Set<PickleValue | undefined>();
    for (let at: PickleValue | undefined = value; at !== undefined; at = itemsOf(at)[0]) {
      expect(itemsOf(at)[0]).toBe(itemsOf(at)[1]);
      seen.add(at);
    }

    expect(seen.size).toBe(41);
    expect(opcodeCount).toBe(3 + 40 * 7);
  });

  it('a million marks, or opcodes that take them, are no more than that', () => {
    expect(asFarAsPossible('('.repeat(1_000_000))).toMatchObject({ opcodeCount: 1_000_000 });
    expect(unpickled(`${'(1'.repeat(500_000)}N.`).opcodeCount).toBe(1_000_002);
    expect(unpickled(`(${'N'.repeat(300_000)}t.`).value).toMatchObject({ kind: 'tuple' });
    expect(itemsOf(unpickledValue(`](${'N'.repeat(300_000)}e.`))).toHaveLength(300_000);
  });

  it('bytes are views, however often they are asked for', () => {
    const bytes = stream('C\x03abcq\x00h\x00\x86.');
    const [first, second] = itemsOf(unpickledValue(bytes));

    expect(first).toBe(second);
    expect(first).toMatchObject({ bytes: text('abc') });
    expect((first as { bytes?: Uint8Array }).bytes?.buffer).toBe(bytes.buffer);
  });
});
