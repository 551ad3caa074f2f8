import fc from 'fast-check';
import { Parser } from 'pickleparser';
import { describe, expect, it } from 'vitest';
import { type Plain, pickleBytes, plain, stream, unpickled } from '../../support/pickle.ts';

/** Another reader of pickles, written by others. */
const parser = new Parser({
  unpicklingTypeOfDictionary: 'Map',
  nameResolver: {
    resolve(module, name) {
      if (`${module}.${name}` !== '_codecs.encode') throw new Error(`${module}.${name}`);
      return (latin1: string) => stream(latin1);
    },
  },
});

// Not what it reads differently from Python: negative LONG1s, text that begins with U+FEFF.
const int = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(0, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32),
  fc.maxSafeNat(),
);
const text = fc
  .string({ unit: 'binary', maxLength: 300 })
  .filter((value) => !value.startsWith('\ufeff'));
const leaf: fc.Arbitrary<Plain> = fc.oneof(
  fc.constantFrom<Plain>(null, true, false),
  int,
  fc.double().map((float) => ({ float })),
  text,
  fc.uint8Array({ maxLength: 300 }),
);
const { value: anyValue } = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 8 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 8 }).map((pairs) => new Map(pairs)),
  ),
}));

/** What was pickled, as both readers give it. */
function expected(value: Plain): unknown {
  if (Array.isArray(value)) return value.map(expected);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, expected(item)]));
  if (typeof value === 'object' && value !== null && 'float' in value) return value.float;
  return value;
}

describe('plain values', () => {
  for (const protocol of [2, 4] as const) {
    it(`are what was pickled, and what pickleparser reads, in protocol ${protocol}`, () => {
      fc.assert(
        fc.property(anyValue, (value) => {
          const bytes = pickleBytes(value, protocol);
          const { value: read, end, protocol: said, leftOver } = unpickled(bytes);

          expect(plain(read)).toEqual(expected(value));
          expect(plain(read)).toEqual(parser.parse(bytes));
          expect([end, said, leftOver]).toEqual([bytes.length, protocol, 0]);
        }),
        { numRuns: 300 },
      );
    });

    it(`are so where they come in batches, in protocol ${protocol}`, () => {
      const long = Array.from({ length: 2001 }, (_, index) => index);
      const wide = new Map(long.map((index): [string, Plain] => [`key ${index}`, index]));
      for (const value of [long, wide, [long, wide, long]]) {
        const bytes = pickleBytes(value, protocol);

        expect(plain(unpickled(bytes).value)).toEqual(expected(value));
        expect(parser.parse(bytes)).toEqual(expected(value));
      }
    });
  }
});
