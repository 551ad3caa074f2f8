/** Whatever a file asks for, it is answered soon and in little memory: what is shown, or a typed error. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announce } from '../support/corpus.ts';
import { buildHostileChild } from '../support/hostile-build.ts';
import type { ChildAnswer } from '../support/hostile-child.ts';
import { hostileFiles, hostileRuns } from '../support/hostile-files.ts';
import { type HostileFiles, hostilePickles } from '../support/hostile-pickles.ts';

const folder = mkdtempSync(join(tmpdir(), 'ckpt-resources-'));
const child = join(folder, 'child.cjs');
const out = join(folder, 'out');

/** Of processor time, which does not depend on who else is at work. */
const MOST_MILLISECONDS = 2_000;
const MOST_MEGABYTES = 300;
const OPTIONS = ['--max-old-space-size=256', '--expose-gc'];

function put(files: HostileFiles, below: string): string[] {
  return Object.entries(files).map(([name, bytes]) => {
    const path = join(folder, below, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return path;
  });
}

beforeAll(async () => {
  mkdirSync(out);
  await buildHostileChild(child);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** All in one process: the most memory that any of them took is below the bound, too. */
function answers(commands: readonly (readonly string[])[]): ChildAnswer[] {
  const options = { encoding: 'utf8', maxBuffer: 2 ** 26, cwd: folder } as const;
  const asked = JSON.stringify(commands);
  const { stdout, stderr } = spawnSync(process.execPath, [...OPTIONS, child, asked], options);
  const lines = stdout.split('\n').filter((line) => line !== '');
  const last = commands[lines.length];
  expect(last, `${last?.join(' ')}: ${stderr.slice(0, 500)}`).toBeUndefined();
  return lines.map((line) => JSON.parse(line) as ChildAnswer);
}

function expectModest(found: readonly ChildAnswer[], what: string): void {
  const slow = found.filter(({ milliseconds }) => milliseconds > MOST_MILLISECONDS);
  expect(slow.map(({ argv, milliseconds }) => [argv.join(' '), milliseconds])).toEqual([]);
  const megabytes = Math.max(...found.map((each) => each.megabytes));
  expect(megabytes, what).toBeLessThan(MOST_MEGABYTES);
  const slowest = Math.max(...found.map(({ milliseconds }) => milliseconds));
  announce(
    `${what}: ${found.length} answers, ${Math.round(slowest)} ms at most, ${Math.round(megabytes)} MB`,
  );
}

describe('pickles', () => {
  const paths = put(hostilePickles(), 'pickles');
  for (const command of [['inspect'], ['scan']]) {
    it(`${command.join(' ')}`, () => {
      const found = answers(paths.map((path) => [...command, path]));
      expectModest(found, `hostile pickles, ${command.join(' ')}`);
      if (command[0] !== 'scan') return;
      // What is not looked through to its end is never clean.
      for (const { argv, exitCode, out: text } of found) {
        if (/\/(?:more|inflated-ints)-/.test(argv.join(' '))) {
          expect([argv[1], exitCode === 0]).toEqual([argv[1], false]);
          expect(text).not.toContain('clean');
        }
      }
    });
  }
});

describe('one value that stands for 2^40', () => {
  const [path = ''] = put(
    { 'shared.pkl': hostilePickles()['shared-twice.pkl'] ?? new Uint8Array(0) },
    'shared',
  );
  it('is walked once, by every command', () => {
    const found = answers(
      [
        ...['plain', 'json', 'typed-json', 'yaml', 'text'].map((format) => [
          'inspect',
          '--all',
          ...(format === 'text' ? [] : ['--format', format]),
          path,
        ]),
        ['diff', path, path],
        ['diff', '--strict', '--all', path, path],
        ['hash', path],
        ['validate', path],
        ['scan', path],
        ['stats', path],
        ['verify', path],
        ['textconv', path],
        ['convert', '--plain', path, join(out, 'shared.pt')],
        ['convert', path, join(out, 'shared.json')],
      ].filter(([, , format]) => format !== 'plain'),
    );
    expectModest(found, 'a value that stands for 2^40');
  });
});

describe('archives, views and headers', () => {
  const paths = put(hostileFiles(), 'files');
  const commands: Readonly<Record<string, (path: string) => string[]>> = {
    inspect: (path) => ['inspect', path],
    scan: (path) => ['scan', path],
    validate: (path) => ['validate', path],
    stats: (path) => ['stats', path],
    hash: (path) => ['hash', path],
    verify: (path) => ['verify', path],
    convert: (path) => ['convert', '--force', path, join(out, 'out.safetensors')],
    diff: (path) => ['diff', '--values', path, path],
  };
  for (const [name, command] of Object.entries(commands)) {
    it(name, () => expectModest(answers(paths.map(command)), `hostile files, ${name}`));
  }
});

describe('runs', () => {
  const paths = put(hostileRuns(), 'runs').map(
    (path) => path.slice(folder.length + 1).split('/')[1],
  );
  const runs = [...new Set(paths)].map((name) => join(folder, 'runs', name ?? ''));
  it('inspect, validate and ls', () => {
    const found = runs.flatMap((run) => [
      ['inspect', run],
      ['validate', run],
      ['ls', run],
    ]);
    expectModest(answers(found), 'hostile runs');
  });
});
