import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { substitutions } from '../../src/cli/regex.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';

function renamed(
  rule: string,
  name: string,
  { places = 'all' as 'all' | 'first', patternSteps = DEFAULT_LIMITS.patternSteps } = {},
): string {
  const limits = { ...DEFAULT_LIMITS, patternSteps };
  return substitutions({ option: '--rename', limits, places })(rule)(name);
}

const RENAMED: readonly (readonly [rule: string, name: string, renamed: string])[] = [
  ['^model\\.(.*)$=>$1', 'model.a.w', 'a.w'],
  ['^model\\.(.*)$=>\\1', 'model.a.w', 'a.w'],
  ['gamma=>weight', 'a.gamma', 'a.weight'],
  ['gamma=>weight', 'a.beta', 'a.beta'],
  ['a=>b', 'a.a', 'b.b'],
  ['(?<layer>\\d+)\\.w=>w$<layer>', 'x.12.w', 'x.w12'],
  ['\\.=>', 'a.b.c', 'abc'],
  ['\\d=>[$&]', 'a1', 'a[1]'],
  ['w=>$$', 'w', '$'],
  ['\\p{L}+=>x', 'größe.1', 'x.1'],
  ['=>-', 'ab', '-a-b-'],
  ['𝒳=>x', '𝒳.w', 'x.w'],
];

describe('patterns over names', () => {
  it.each(RENAMED)('%s makes of %s %s', (rule, name, expected) => {
    expect(renamed(rule, name)).toBe(expected);
  });

  it('replace the first place where that is asked for', () => {
    expect(renamed('a=>b', 'a.a', { places: 'first' })).toBe('b.a');
  });

  it.each([
    ['((a+)+)+$=>x', 'a'],
    ['(a|a)*$=>x', 'a'],
    ['(a|b|ab)*c=>x', 'ab'],
    ['(.*)*,(.*)*;=>x', 'a'],
    ['(x+x+)+y=>z', 'x'],
  ])('take linear time: %s', (rule, repeated) => {
    const start = performance.now();
    renamed(rule, `${repeated.repeat(10_000)}!`);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('give up on many names that are searched again and again', () => {
    const rule = '(?:a.*z)|a=>b';
    expect(() => renamed(rule, 'a'.repeat(5_000), { patternSteps: 1e6 })).toThrow(
      '--limit patternSteps=NUMBER allows more',
    );
  });

  it.each([
    ['(?=a)=>x', 'lookaround and backreferences'],
    ['(?<!a)b=>x', 'lookaround and backreferences'],
    ['(a)\\1=>x', 'lookaround and backreferences'],
    ['(=>x', 'missing closing'],
    ['a{2000}=>x', 'repeat'],
    ['a', "takes 'REGEX=>REPLACEMENT'"],
    ['a=>b=>c', "takes 'REGEX=>REPLACEMENT'"],
  ])('refuse %s', (rule, why) => {
    expect(() => renamed(rule, 'a')).toThrow(UsageError);
    expect(() => renamed(rule, 'a')).toThrow(why);
  });
});
