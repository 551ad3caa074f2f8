import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPCODES } from '../../../src/decoders/pickle/opcodes.ts';
import type { Effects, PickleValue } from '../../../src/decoders/pickle/value.ts';
import { CkptError } from '../../../src/errors.ts';
import { concat, hex } from '../../support/bytes.ts';
import {
  asFarAsPossible,
  type Plain,
  pickleBytes,
  stream,
  unpickled,
} from '../../support/pickle.ts';
import { pickled } from '../../support/pickle-values.ts';

/**
 * v = {'a': [1, [2, 3], 'x'], 'o': OrderedDict([('x', 1), ('y', b'\xff')]), 's': {1},
 *      't': (1, 2, 3, 4), 'f': 1.5}
 */
const BY_PYTHON: Readonly<Record<string, Uint8Array>> = {
  'pickle.dumps(v, 0)': stream(
    '(dp0\nVa\np1\n(lp2\nI1\na(lp3\nI2\naI3\naaVx\np4\nasVo\np5\nccollections\nOrderedDict\np6\n' +
      '(tRp7\ng4\nI1\nsVy\np8\nc_codecs\nencode\np9\n(V\xff\np10\nVlatin1\np11\ntp12\nRp13\nss' +
      'Vs\np14\nc__builtin__\nset\np15\n((lp16\nI1\natp17\nRp18\nsVt\np19\n' +
      '(I1\nI2\nI3\nI4\ntp20\nsVf\np21\nF1.5\ns.',
  ),
  'pickle.dumps(v, 2)': hex(`
    80027d71002858010000006171015d7102284b015d7103284b024b036558010000007871046558010000006f710563
    636f6c6c656374696f6e730a4f726465726564446963740a7106295271072868044b015801000000797108635f636f
    646563730a656e636f64650a71095802000000c3bf710a58060000006c6174696e31710b86710c52710d7558010000
    0073710e635f5f6275696c74696e5f5f0a7365740a710f5d71104b01618571115271125801000000747113284b014b
    024b034b047471145801000000667115473ff8000000000000752e`),
  'pickle.dumps(v, 4)': hex(`
    80049574000000000000007d94288c0161945d94284b015d94284b024b03658c017894658c016f948c0b636f6c6c65
    6374696f6e73948c0b4f726465726564446963749493942952942868044b018c0179944301ff94758c0173948f9428
    4b01908c017494284b014b024b034b0474948c016694473ff8000000000000752e`),
};

const prefixOf = (parts: readonly PickleValue[], whole: readonly PickleValue[]) =>
  parts.length <= whole.length && parts.every((part, index) => isPartOf(part, whole[index]));

/** Whether everything in `part` stands in `whole`, at the same place. */
function isPartOf(part: PickleValue | undefined, whole: PickleValue | undefined): boolean {
  if (part === undefined || Object.is(part, whole)) return true;
  if (typeof part !== 'object' || part === null || typeof whole !== 'object' || whole === null)
    return false;
  if (part.kind === 'dict' && whole.kind === 'dict')
    return prefixOf(part.keys, whole.keys) && prefixOf(part.values, whole.values);
  if ('items' in part && 'items' in whole)
    return part.kind === whole.kind && prefixOf(part.items, whole.items);
  if (part.kind === 'object' && whole.kind === 'object') {
    const { states, keys, values, elements } = part.effects ?? NO_EFFECTS;
    const of = whole.effects ?? NO_EFFECTS;
    return (
      part.offset === whole.offset &&
      prefixOf(states, of.states) &&
      prefixOf(keys, of.keys) &&
      prefixOf(values, of.values) &&
      prefixOf(elements, of.elements)
    );
  }
  return JSON.stringify(part) === JSON.stringify(whole);
}

const NO_EFFECTS: Effects = { states: [], keys: [], values: [], elements: [] };

/** {'a': {1: [[2]]}} */
const nested = () => pickled.dict(['a', pickled.dict([1, pickled.list(pickled.list(2))])]);

/** Cuts `bytes` everywhere and holds what is left against the whole. */
function cutEverywhere(bytes: Uint8Array): void {
  const whole = unpickled(bytes);
  let opcodes = 0;
  for (let length = 0; length < bytes.length; length += 1) {
    const cut = asFarAsPossible(bytes.subarray(0, length));

    expect(cut).toMatchObject({ error: { name: 'TruncatedError', kind: 'pickle-truncated' } });
    expect(isPartOf(cut.value, whole.value), `cut at ${length}`).toBe(true);
    expect(cut.globals).toEqual(whole.globals.slice(0, cut.globals.length));
    expect(cut.persistentIds.length).toBeLessThanOrEqual(whole.persistentIds.length);
    expect(cut.opcodeCount).toBeGreaterThanOrEqual(opcodes);
    expect(cut.opcodeCount).toBeLessThanOrEqual(whole.opcodeCount);
    opcodes = cut.opcodeCount;
  }
}

const leaf: fc.Arbitrary<Plain> = fc.oneof(
  fc.constantFrom<Plain>(null, true, false),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.double().map((float) => ({ float })),
  fc.string({ maxLength: 6 }),
  fc.uint8Array({ maxLength: 6 }),
);
/** Where a container of one item stands beside others, what waits above it may be either’s. */
const notOne = (items: { readonly length: number }) => items.length !== 1;
const { tree } = fc.letrec<{ tree: Plain; node: Plain }>((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, leaf, tie('tree')),
  tree: fc.oneof(
    fc.array(tie('node'), { maxLength: 4 }).filter(notOne),
    fc
      .uniqueArray(fc.tuple(fc.string({ maxLength: 4 }), tie('node')), {
        maxLength: 4,
        selector: ([key]) => key,
      })
      .filter(notOne)
      .map((pairs) => new Map(pairs)),
  ),
}));
/** The tree alone, or in up to three containers of one item. */
const wrapped = fc
  .tuple(tree, fc.array(fc.constantFrom('list', 'dict'), { maxLength: 3 }))
  .map(([inner, wraps]) =>
    wraps.reduce<Plain>(
      (value, wrap) => (wrap === 'list' ? [value] : new Map([['key', value]])),
      inner,
    ),
  );

describe('a pickle that breaks off', () => {
  for (const [what, bytes] of Object.entries(BY_PYTHON)) {
    it(`gives what was built of it, never more: ${what}`, () => {
      cutEverywhere(bytes);
    });
  }

  it('gives no more than the whole, whatever that is', () => {
    fc.assert(
      fc.property(wrapped, fc.constantFrom(2 as const, 4 as const), (value, protocol) => {
        // A frame that is cut ends the pickle at once
        const bytes = pickleBytes(value, protocol);
        cutEverywhere(protocol === 4 ? concat(bytes.subarray(0, 2), bytes.subarray(11)) : bytes);
      }),
      { numRuns: 100 },
    );
  });

  // What is left of a state dict that breaks off, opcode by opcode
  const left: [pickle: string, value: PickleValue | undefined][] = [
    ['', undefined],
    ['}', pickled.dict()],
    ['}(X\x01\x00\x00\x00a', pickled.dict()],
    ['}(X\x01\x00\x00\x00aK\x01', pickled.dict(['a', 1])],
    ['}(X\x01\x00\x00\x00aK\x01X\x01\x00\x00\x00b', pickled.dict(['a', 1])],
    ['}(X\x01\x00\x00\x00a](K\x01K\x02', pickled.dict(['a', pickled.list(1, 2)])],
    ['}(X\x01\x00\x00\x00acm\nf\n', pickled.dict()],
    ['}(X\x01\x00\x00\x00acm\nf\nK\x01\x85', pickled.dict()],
    ['}(X\x01\x00\x00\x00a(K\x01K\x02', pickled.dict()],
    ['}K\x01K\x02', pickled.dict()],
    ['](K\x01K\x02', pickled.list(1, 2)],
    ['](((', pickled.list()],
    ['](K\x01(', pickled.list(1)],
    ['(((K\x01', undefined],
    ['K\x05', 5],
    // Containers of one item, which have no marks
    ['}X\x01\x00\x00\x00a}(K\x01K\x02', pickled.dict(['a', pickled.dict([1, 2])])],
    ['}X\x01\x00\x00\x00a}K\x01]](K\x02', nested()],
    [']]K\x01', pickled.list(pickled.list())],
    ['}X\x01\x00\x00\x00aK\x01', pickled.dict()],
    ['}X\x01\x00\x00\x00acm\nf\n)', pickled.dict()],
    ['}}K\x01', pickled.dict()],
  ];
  for (const [pickle, value] of left) {
    it(`${JSON.stringify(pickle)} leaves ${JSON.stringify(value) ?? 'nothing'}`, () => {
      expect(asFarAsPossible(pickle).value).toEqual(value);
    });
  }

  it('says where, after how much, and why', () => {
    expect(asFarAsPossible('\x80\x02}q\x00X\x05\x00\x00\x00ab')).toMatchObject({
      protocol: 2,
      start: 0,
      opcodeCount: 4,
      error: {
        place: { file: 'f', offset: 10 },
        finding: 'the pickle breaks off after 4 opcodes: 5 bytes are wanted, 2 left',
      },
    });
  });
});

describe('a pickle that breaks a rule', () => {
  it('keeps what was built, and says which', () => {
    expect(asFarAsPossible('](K\x01K\x02h\x07e.')).toMatchObject({
      value: pickled.list(1, 2),
      error: { name: 'MalformedError', kind: 'pickle', finding: 'memo index 7 was never set' },
    });
  });

  it('never throws, whatever opcodes come in whatever order', () => {
    const operands = ['', '\x01', '\x00\x00', 'm\nn\n', '1\n', '\x00\x00\x00\x00', "'a'\n"];
    const step = fc.tuple(fc.constantFrom(...OPCODES), fc.constantFrom(...operands));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const bytes = steps.map(([{ byte }, operand]) => String.fromCharCode(byte) + operand);
        const read = asFarAsPossible(bytes.join(''));

        if ('error' in read) expect(read.error).toBeInstanceOf(CkptError);
      }),
      { numRuns: 3000 },
    );
  });

  it('never throws where bytes of a sound one are others', () => {
    const sound = fc.constantFrom(...Object.values(BY_PYTHON));
    const change = fc.tuple(fc.nat(300), fc.nat(255));
    fc.assert(
      fc.property(sound, fc.array(change, { minLength: 1, maxLength: 3 }), (bytes, changes) => {
        const damaged = bytes.slice();
        for (const [at, byte] of changes) damaged[at % damaged.length] = byte;
        const read = asFarAsPossible(damaged);

        if ('error' in read) expect(read.error).toBeInstanceOf(CkptError);
      }),
      { numRuns: 3000 },
    );
  });
});
