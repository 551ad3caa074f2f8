import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import { filesBelow } from '../support/corpus.ts';
import { pageOf, pagePath } from '../support/rules.ts';

/** Set to write the list of pages. */
const UPDATE = process.env.UPDATE_DOCS !== undefined;
const ROOT = join(import.meta.dirname, '../..');

/** `CATEGORY/name` of every file two levels below a folder. */
function idsIn(folder: string, suffix: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /^[^/]+\/[^/]+$/.test(file) && file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort();
}

const ids = rules.map(({ id }) => id);

describe('the rules', () => {
  it('are the files, and each is listed once', () => {
    expect([...ids].sort()).toEqual(idsIn('src/rules', '.ts'));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are the pages', () => {
    expect(idsIn('docs/rules', '.md')).toEqual([...ids].sort());
  });

  it('are all in the list of pages, with what they promise', () => {
    const path = join(ROOT, 'docs/rules/README.md');
    const page = readFileSync(path, 'utf8');
    const [head = ''] = page.split('\n## ');
    const listed = [head.trimEnd(), ...sections()].join('\n\n');
    if (UPDATE) writeFileSync(path, `${listed}\n`);
    else expect(withoutAlignment(page.trimEnd())).toBe(withoutAlignment(listed));
  });
});

/** Formatting pads the cells of a table, and the line under its titles. */
function withoutAlignment(page: string): string {
  return page.replace(/ +\|/g, ' |').replace(/-{2,}/g, '-');
}

/** The rules by category, as the list of pages has them. */
function sections(): string[] {
  const categories = new Set(ids.map((id) => id.split('/')[0] ?? ''));
  return [...categories].map((category) => {
    const rows = rules
      .filter(({ id }) => id.startsWith(`${category}/`))
      .map(({ id, severity, summary }) => `| [${id}](${id}.md) | ${severity} | ${summary} |`);
    return [
      `## ${category}`,
      '',
      '| rule | severity | holds where |',
      '| - | - | - |',
      ...rows,
    ].join('\n');
  });
}

/** Tests of rules, by what they say: all of them go through `testRule`, which wants both sorts. */
const TESTS = filesBelow(join(ROOT, 'test/rules'))
  .filter((file) => file !== import.meta.filename)
  .map((file) => readFileSync(file, 'utf8'))
  .filter((test) => test.includes('testRule('));

const SECTIONS = ['## Why it matters', '## What to do', '## When to ignore it'];

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('has a page of four short sections', () => {
    expect(existsSync(pagePath(rule)), pagePath(rule)).toBe(true);
    const page = pageOf(rule);
    expect(page.startsWith(`# ${id}\n\n`)).toBe(true);
    expect(page.match(/^## .*$/gm)).toEqual(SECTIONS);
    for (const section of page.split(/^#+ .*$/m).slice(1)) {
      expect(section.trim().length).toBeGreaterThan(18);
    }
    expect(page.split('\n').length).toBeLessThan(40);
  });

  it('is tested with quiet and loud cases', () => {
    expect(
      TESTS.filter((test) => test.includes(`'${id}'`) || test.includes(`${id}.ts'`)),
    ).not.toEqual([]);
  });

  it('is declared so that it can be asked', () => {
    expect(id).toMatch(/^[a-z-]+\/[a-z0-9-]+$/);
    expect(rule.questions).not.toEqual([]);
    expect(rule.summary).toMatch(/^\S.*[^.]$/);
  });
});
