import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globFilter, globMatches } from '../../src/cli/glob.ts';

const MATCHES: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
  ['', '', true],
  ['', 'a', false],
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'ab', false],
  ['*', '', true],
  ['*', 'a.b.c', true],
  ['**', 'a', true],
  ['*.weight', 'encoder.0.weight', true],
  ['*.weight', 'weight', false],
  ['encoder.*', 'encoder.0.weight', true],
  ['encoder.*', 'decoder.0.weight', false],
  ['*a*b*', 'xxaxxbxx', true],
  ['*a*b', 'abab', true],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['*ab*ab', 'abab', true],
  ['*ab*ab', 'ab', false],
  ['?', '', false],
  ['?', 'a', true],
  ['layers.?.w', 'layers.7.w', true],
  ['layers.?.w', 'layers.17.w', false],
  ['*?', '', false],
  ['?*', 'ab', true],
  ['[ab]', 'b', true],
  ['[ab]', 'c', false],
  ['[a-c]x', 'bx', true],
  ['[a-c]x', 'dx', false],
  ['[!a-c]', 'd', true],
  ['[!a-c]', 'b', false],
  ['[^a-c]', 'd', true],
  ['[a-]', '-', true],
  ['[-a]', '-', true],
  ['[]]', ']', true],
  ['[!]]', ']', false],
  ['[]a]', 'a', true],
  ['[*]', '*', true],
  ['[*]', 'a', false],
  ['[z-a]', 'b', false],
  ['[!a]', '', false],
  ['*[0-9].*', 'layers.7.w', true],
  // What opens and does not close is itself.
  ['a[b', 'a[b', true],
  ['a{b', 'a{b', true],
  ['{}', '{}', true],
  ['{a,b}', '{a,b}', true],
  ['state[[]0]', 'state[0]', true],
  // Characters that a regular expression would take for more.
  ['a.b', 'axb', false],
  ['(a|b)+$', '(a|b)+$', true],
  ['\\d', '\\d', true],
  ["['a b'].*", "['a b'].w", false],
  // Ranges, as folds write them.
  ['layers.{0..47}.w', 'layers.0.w', true],
  ['layers.{0..47}.w', 'layers.47.w', true],
  ['layers.{0..47}.w', 'layers.48.w', false],
  ['layers.{0..47}.w', 'layers.x.w', false],
  ['layers.{0..47}.w', 'layers..w', false],
  ['{3}', '3', true],
  ['{3}', '33', false],
  ['{0..3,7,9..11}', '7', true],
  ['{0..3,7,9..11}', '10', true],
  ['{0..3,7,9..11}', '8', false],
  ['*.{0..1}', 'a.0.1', true],
  ['*{5..6}*', 'x.5.y', true],
  ['{10..2}', '5', false],
];

describe('a glob', () => {
  for (const [pattern, text, matches] of MATCHES) {
    it(`${JSON.stringify(pattern)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
      expect(globMatches(pattern, text)).toBe(matches);
    });
  }

  it('agrees with a regular expression of the same meaning', () => {
    const piece = fc.constantFrom('a', 'b', 'ab', '*', '?', '[ab]', '[!a]');
    const meanings: Readonly<Record<string, string>> = { '*': '.*', '?': '.', '[!a]': '[^a]' };
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 10 }),
        (pieces, text) => {
          const regex = new RegExp(`^${pieces.map((p) => meanings[p] ?? p).join('')}$`);
          expect(globMatches(pieces.join(''), text)).toBe(regex.test(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  const slow: readonly (readonly [string, string, string])[] = [
    ['of many stars', `${'*a'.repeat(50)}*b`, 'a'.repeat(10_000)],
    ['of stars and question marks', `${'*?'.repeat(500)}b`, 'a'.repeat(10_000)],
    ['of brackets that do not close', `${'['.repeat(10_000)}*`, 'a'.repeat(10_000)],
    ['of braces that do not close', `${'{1,'.repeat(3000)}*`, 'a'.repeat(10_000)],
    ['of ranges behind a star', '*{1..2}x', '1'.repeat(10_000)],
  ];
  for (const [what, pattern, text] of slow) {
    it(`${what} takes little time`, () => {
      const start = performance.now();

      expect(globMatches(pattern, text)).toBe(false);
      expect(performance.now() - start).toBeLessThan(3_000);
    });
  }
});

type FilterCase = readonly [patterns: readonly string[], passing: readonly string[]];

describe('a filter of globs', () => {
  const names = ['a.weight', 'a.bias', 'b.weight', 'b.bias'];
  const cases: readonly FilterCase[] = [
    [[], names],
    [['*'], names],
    [['*.weight'], ['a.weight', 'b.weight']],
    [
      ['a.*', 'b.bias'],
      ['a.weight', 'a.bias', 'b.bias'],
    ],
    [['!a.*'], ['b.weight', 'b.bias']],
    [['*.weight', '!a.*'], ['b.weight']],
    [['!a.*', '*.weight'], ['b.weight']],
    [['a.*', '!*'], []],
    [['nothing'], []],
  ];
  for (const [patterns, passing] of cases) {
    it(`${JSON.stringify(patterns)} lets pass ${passing.length}`, () => {
      const passes = globFilter(patterns);

      expect(names.filter((name) => passes([name]))).toEqual(passing);
    });
  }

  it('takes any of the names a thing has', () => {
    const passes = globFilter(['sd.*', '!*.bias']);

    expect(passes(['sd.a.weight', 'a.weight'])).toBe(true);
    expect(passes(['sd.a.bias', 'a.bias'])).toBe(false);
    expect(passes(['optimizer.x', 'x'])).toBe(false);
  });
});
