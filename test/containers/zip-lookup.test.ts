import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ZipEntry } from '../../src/containers/zip-entry.ts';
import { torchLookup } from '../../src/containers/zip-lookup.ts';

const entriesOf = (names: readonly string[]): ZipEntry[] =>
  names.map((name, headerOffset) => ({
    name,
    flags: 0,
    method: 0,
    crc32: 0,
    storedBytes: 0,
    byteLength: 0,
    headerOffset,
  }));

/** Which of `names` is found, by number. */
const found = (names: readonly string[], wanted: string) =>
  torchLookup(entriesOf(names))(wanted)?.headerOffset;

/** Capitals made small, in ASCII alone. */
const folded = (name: string) => name.replace(/[A-Z]/g, (capital) => capital.toLowerCase());

describe('torchLookup', () => {
  it('finds nothing in nothing', () => {
    expect(found([], 'a')).toBeUndefined();
  });

  it('finds every name, and no other, where none stands twice', () => {
    const name = fc.string({ unit: fc.constantFrom(...'aAbBzZ/_.0é中😀'), maxLength: 6 });
    const names = fc.uniqueArray(name, { selector: folded, maxLength: 40 });
    fc.assert(
      fc.property(names, name, (all, other) => {
        const lookup = torchLookup(entriesOf(all));
        for (const [index, each] of all.entries()) {
          expect(lookup(each)?.headerOffset).toBe(index);
          expect(lookup(folded(each))?.headerOffset).toBe(index);
        }
        const wanted = all.findIndex((each) => folded(each) === folded(other));
        expect(lookup(other)?.headerOffset).toBe(wanted < 0 ? undefined : wanted);
      }),
    );
  });

  it('finds one of the copies where names stand twice', () => {
    const name = fc.constantFrom('a', 'A', 'b', 'c', 'C/d');
    fc.assert(
      fc.property(fc.array(name, { maxLength: 30 }), name, (all, wanted) => {
        const index = found(all, wanted);
        if (index === undefined) expect(all.map(folded)).not.toContain(folded(wanted));
        else expect(folded(all[index] ?? '')).toBe(folded(wanted));
      }),
    );
  });

  it('finds each of 100,000 names without looking at all of them', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `archive/data/${index}`);
    const lookup = torchLookup(entriesOf(names));

    for (const name of names) expect(lookup(name)?.name === name).toBe(true);
  });

  // As a transcription of miniz’s own sort and search has it
  const copies: [names: string[], wanted: string, index: number][] = [
    [['a', 'a'], 'a', 1],
    [['a', 'a', 'a'], 'a', 2],
    [['a', 'b', 'a'], 'a', 2],
    [['b', 'a', 'a'], 'a', 2],
    [['a', 'a', 'b'], 'a', 0],
    [['a', 'A', 'a', 'A'], 'a', 2],
  ];
  for (const [names, wanted, index] of copies) {
    it(`of ${names.join(' ')} takes number ${index} for ${wanted}`, () => {
      expect(found(names, wanted)).toBe(index);
    });
  }

  it('folds ASCII letters alone', () => {
    expect(found(['É'], 'é')).toBeUndefined();
    expect(found(['\u212a'], 'k')).toBeUndefined(); // the Kelvin sign
    expect(found(['DATA.PKL'], 'data.pkl')).toBe(0);
    expect(found(['a[', 'a{'], 'a{')).toBe(1);
  });

  it('sorts by bytes of UTF-8, in which characters beyond 2^16 come last', () => {
    const names = ['\u{10000}', '\uffff', '\ue000', 'z', '\u00e9'];
    for (const [index, name] of names.entries()) expect(found(names, name)).toBe(index);
  });
});
