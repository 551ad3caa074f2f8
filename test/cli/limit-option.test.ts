import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { limitsFrom } from '../../src/cli/limit-option.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';

const NUMBERS: readonly (readonly [string, number])[] = [
  ['0', 0],
  ['5', 5],
  ['5B', 5],
  ['2k', 2000],
  ['2kB', 2000],
  ['3M', 3e6],
  ['3MB', 3e6],
  ['4G', 4e9],
  ['2Ki', 2048],
  ['2KiB', 2048],
  ['3Mi', 3 * 2 ** 20],
  ['4Gi', 2 ** 32],
];

const REFUSED = [
  ...['', 'depth', 'depth=', '=5', 'nope=5', 'depth=-5', 'depth=1.5', 'depth=1e3', 'depth=5T'],
  ...['depth=5 ', ' depth=5', 'depth=5K', 'depth=five', 'toString=5', '__proto__=5', 'depth:5'],
];

describe('--limit', () => {
  it('changes nothing where it is not given', () => {
    expect(limitsFrom([])).toEqual(DEFAULT_LIMITS);
  });

  for (const [text, number] of NUMBERS) {
    it(`takes ${text}`, () => {
      expect(limitsFrom([`pickleBytes=${text}`])).toEqual({
        ...DEFAULT_LIMITS,
        pickleBytes: number,
      });
    });
  }

  it('may be given for each limit, and the last counts', () => {
    const names = Object.keys(DEFAULT_LIMITS);
    const all = limitsFrom(names.map((name, index) => `${name}=${index}`));

    expect(Object.values(all)).toEqual(names.map((_, index) => index));
    expect(limitsFrom(['depth=1', 'depth=2']).depth).toBe(2);
    expect(() => limitsFrom(['depth=1001'])).toThrow('depth can be 1000 at most');
    expect(DEFAULT_LIMITS.depth).toBe(1000);
  });

  for (const option of REFUSED) {
    it(`refuses ${JSON.stringify(option)}, and says what there is`, () => {
      expect(() => limitsFrom([option])).toThrow(UsageError);
      for (const name of Object.keys(DEFAULT_LIMITS)) {
        expect(() => limitsFrom([option])).toThrow(name);
      }
    });
  }
});
