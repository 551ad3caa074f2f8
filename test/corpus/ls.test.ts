import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { nodeDirectory } from '../../src/node/directory.ts';
import { announce, CORPUS, hasCorpus } from '../support/corpus.ts';
import { memoryHost } from '../support/memory-host.ts';

interface Row {
  readonly path: string;
  readonly role: string;
  readonly state: string;
  readonly epoch?: number;
  readonly metric?: { readonly name: string; readonly value?: number };
}

async function ls(...argv: string[]) {
  const host = { ...memoryHost(), directory: (path: string) => nodeDirectory(path) };
  let stdout = '';
  host.out = (text) => {
    stdout += text;
  };
  const exitCode = await run(['ls', ...argv], host);
  return { exitCode, stdout };
}

async function rowsBelow(folder: string): Promise<readonly Row[]> {
  const { exitCode, stdout } = await ls(folder, '--format', 'json');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout).checkpoints;
}

const RUNS = join(CORPUS, 'runs');
const cases = hasCorpus
  ? readdirSync(RUNS).filter((name) => existsSync(join(RUNS, name, 'expected.json')))
  : [];
const nameOf = (path: string) => path.replace(/^.*\//, '');

describe.runIf(hasCorpus)('the run directories of the corpus', () => {
  for (const name of cases) {
    const { about, open, facts, findings } = JSON.parse(
      readFileSync(join(RUNS, name, 'expected.json'), 'utf8'),
    );

    it(`${name}: ${about}`, async () => {
      const folder = join(RUNS, name, 'tree', open);
      const rows = await rowsBelow(folder);
      const best = rows.filter(({ role }) => role === 'best');
      const { best: expected, best_score: score, best_epoch: epoch, checkpoints = [] } = facts;
      const isKnown = facts.monitor !== undefined && facts.kind !== undefined && expected;
      if (isKnown && rows.some(({ path }) => path.endsWith(nameOf(expected)))) {
        expect(best.map(({ path }) => nameOf(path))).toEqual([nameOf(expected)]);
        expect(best[0]?.epoch).toBe(epoch);
        expect(best[0]?.metric).toMatchObject({ name: facts.monitor, value: score });
      } else if (isKnown) expect(best).toEqual([]);
      const names = rows.filter(({ state }) => state === 'ok').map(({ path }) => nameOf(path));
      expect(names).toEqual(expect.arrayContaining(checkpoints.map(nameOf)));
      for (const { file, size_promised: size } of findings) {
        if (size === undefined) continue;
        expect(rows.find(({ path }) => path.endsWith(file))?.state).toBe('git-lfs-pointer');
      }
    });
  }

  it('are listed in every format at every width', async () => {
    for (const format of ['text', 'csv', 'ndjson', 'json']) {
      const { stdout } = await ls(RUNS, '--format', format, '--hash');
      expect(stdout.length).toBeGreaterThan(1000);
    }
  });
});

describe.runIf(hasCorpus)('all folders of the corpus', () => {
  it('are listed: what cannot be read is a row', async () => {
    const rows = await rowsBelow(CORPUS);
    const unreadable = rows.filter(({ state }) => !['ok', 'incomplete'].includes(state));
    announce(
      `ls: ${cases.length} runs, ${rows.length} checkpoints, ${unreadable.length} cannot be read`,
    );
    expect(rows.length).toBeGreaterThan(400);
    expect(unreadable.length).toBeGreaterThan(10);
    expect(unreadable.length).toBeLessThan(rows.length / 4);
  });

  it('shards and folders of transformers are one row each', async () => {
    const rows = await rowsBelow(join(CORPUS, 'hf'));
    const paths = rows.map(({ path }) => path);
    expect(paths.filter((path) => /-\d{5}-of-/.test(path))).toEqual([]);
    const trainer = rows.filter(({ path }) => path.includes('/trainer/'));
    expect(
      trainer.map(({ path, role, epoch }) => [nameOf(path.slice(0, -1)), role, epoch]),
    ).toEqual([
      ['checkpoint-4', 'periodic', 1],
      ['checkpoint-8', 'best', 2],
    ]);
  });
});

if (!hasCorpus) announce('ls: no corpus, no run directory was listed');
