import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MalformedError, SourceError } from '../../src/errors.ts';
import { adviceFor } from '../../src/rules/advice.ts';

const SRC = join(import.meta.dirname, '../../src');
const ADVICE = join(SRC, 'rules/advice.ts');

/** The keys of the table, as they stand in the source. */
function advisedKinds(): string[] {
  const source = readFileSync(ADVICE, 'utf8');
  const [, table = ''] = /const ADVICE[^=]*= \{\n([\s\S]*?)\n\};/.exec(source) ?? [];
  return Array.from(table.matchAll(/^ {2}(?:'([^']+)'|(\w+)): /gm), ([, quoted, plain]) => {
    return quoted ?? plain ?? '';
  });
}

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((name) => join(SRC, name))
  .filter((path) => path.endsWith('.ts') && path !== ADVICE)
  .map((path) => readFileSync(path, 'utf8'));

/** Whether some error in the sources may have the kind. */
function isAKind(kind: string): boolean {
  const quoted = `'${kind}'`;
  // Kinds of safetensors are put together from a word and the name of a problem.
  const [, problem] = /^safetensors\/(.*)$/.exec(kind) ?? [];
  return sources.some(
    (source) =>
      source.includes(quoted) || (problem !== undefined && source.includes(`problem('${problem}'`)),
  );
}

const error = (kind: string, data: Readonly<Record<string, string | number>> = {}) =>
  new MalformedError('odd', { file: 'm' }, { kind, data });

describe('the table of advice', () => {
  const kinds = advisedKinds();

  it('is read by this test', () => {
    expect(kinds.length).toBeGreaterThan(20);
    expect(kinds).toEqual(expect.arrayContaining(['git-lfs-pointer', 'html', 'limit']));
  });

  for (const kind of kinds) {
    it(`is about a kind that errors have: ${kind}`, () => {
      expect(isAKind(kind)).toBe(true);
      expect(adviceFor(error(kind), 'm')).toMatch(/\S/);
    });
  }
});

describe('the advice', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['git-lfs-pointer', 'm.ckpt', 'fetch it with: git lfs pull --include m.ckpt'],
    ['gzip', 'a b.pt', "unpack it first: gzip -dc 'a b.pt' > checkpoint.pt"],
    ['zip-around-checkpoint', "it's.zip", "unpack it first: unzip 'it'\\''s.zip'"],
    ['no-permission', '$(rm -rf ~)', "you may not read it: ls -l '$(rm -rf ~)'"],
    ['rar', '`x`;y', "unpack it first: unrar x '`x`;y'"],
  ];
  for (const [kind, file, advice] of cases) {
    it(`for ${kind} names ${file} as one word of a shell`, () => {
      expect(adviceFor(error(kind), file)).toBe(advice);
    });
  }

  it('has the numbers of the error', () => {
    expect(adviceFor(error('leading-bytes', { count: 100 }), 'm')).toContain('tail -c +101 m');
    expect(adviceFor(error('zip-trailing', { end: 1234 }), 'm')).toContain('head -c 1234 m');
    expect(adviceFor(error('limit', { limit: 'codeBytes' }), 'm')).toContain('--limit codeBytes=');
    // Not for what may not be raised.
    expect(adviceFor(error('limit', { limit: 'depth' }), 'm')).toBeUndefined();
  });

  it('is none where nothing is known to help', () => {
    expect(adviceFor(error('pickle'), 'm')).toBeUndefined();
    expect(adviceFor(error('brand-new'), 'm')).toBeUndefined();
    expect(adviceFor(new SourceError('gone', { file: 'm' }), 'm')).toBeUndefined();
  });
});
