import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { nodeDirectory } from '../../src/node/directory.ts';
import { runRemarks } from '../../src/render/text/run-remarks.ts';
import { readRun } from '../../src/runs/index.ts';
import type { Run, RunKind } from '../../src/runs/run.ts';
import { announce, CORPUS, filesBelow, hasCorpus } from '../support/corpus.ts';
import { SAID } from '../support/run-facts.ts';

interface Finding {
  readonly severity: string;
  readonly what: string;
  /** A file that is named and is not there. */
  readonly missing?: string;
}

interface Expected {
  readonly about: string;
  readonly open: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly findings: readonly Finding[];
}

const json = <Content>(file: string): Content => JSON.parse(readFileSync(file, 'utf8'));
const foldersOf = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : [];
const read = (path: string): Promise<Run> =>
  readRun(nodeDirectory(path), { limits: DEFAULT_LIMITS });

const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true });
});

/** A folder of the corpus, with the links that the corpus cannot hold. */
function withLinks(folder: string): string {
  const tree = join(CORPUS, folder);
  const prefix = `${folder}/`;
  const links = Object.entries(
    json<Readonly<Record<string, string>>>(join(CORPUS, 'links.json')),
  ).filter(([path]) => path.startsWith(prefix));
  if (links.length === 0) return tree;
  const copy = mkdtempSync(join(tmpdir(), 'ckpt-run-'));
  temporary.push(copy);
  const into = (path: string) => {
    const place = join(copy, path);
    mkdirSync(dirname(place), { recursive: true });
    return place;
  };
  for (const file of filesBelow(tree)) copyFileSync(file, into(relative(tree, file)));
  for (const [path, target] of links) symlinkSync(target, into(path.slice(prefix.length)));
  return copy;
}

function check(run: Run, facts: Readonly<Record<string, unknown>>, findings: readonly Finding[]) {
  for (const [name, fact] of Object.entries(facts)) {
    expect(SAID, 'a fact that nothing says').toHaveProperty([name]);
    expect(SAID[name]?.(run, fact), name).toEqual(fact);
  }
  const sentences = runRemarks(run.remarks);
  for (const { missing } of findings) {
    if (missing === undefined) continue;
    const file = missing.split('/').at(-1) ?? missing;
    expect(sentences.some((sentence) => sentence.includes(file))).toBe(true);
  }
  if (findings.every(({ severity }) => severity === 'info')) {
    // That it was moved is no fault of a run.
    expect(run.remarks.filter(({ kind }) => kind !== 'moved')).toEqual([]);
  }
  if (findings.length === 0) expect(run.remarks).toEqual([]);
}

const RUNS = foldersOf(join(CORPUS, 'runs'));

describe.runIf(hasCorpus)('runs of the corpus', () => {
  for (const name of RUNS) {
    const { about, open, facts, findings } = json<Expected>(
      join(CORPUS, 'runs', name, 'expected.json'),
    );
    it(`${name}: ${about}`, async () => {
      const run = await read(join(withLinks(`runs/${name}/tree`), open));

      expect(Object.keys(facts).length).toBeGreaterThan(0);
      check(run, facts, findings);
    });
  }
});

describe.runIf(hasCorpus)('a link to the checkpoint that was saved last', () => {
  it('is the last checkpoint, and no other is looked for', async () => {
    const { checkpoints, last, remarks } = await read(withLinks('lightning/last_link'));
    const file = checkpoints.find(({ link }) => link !== undefined);

    expect(last).toBe('last.ckpt');
    expect(file).toMatchObject({ path: 'last.ckpt', kind: 'last' });
    expect(file?.link).toEqual({ target: 'epoch=2-step=12.ckpt', leadsTo: 'file' });
    expect(file?.checkpoint?.step).toBe(12);
    expect(remarks.map(({ kind }) => kind)).toEqual(['moved']);
  });
});

const KINDS: readonly (readonly [RegExp, RunKind])[] = [
  [/^trainer/, 'huggingface-trainer'],
  [/^lora/, 'peft-adapter'],
  [/^accelerate/, 'accelerate'],
  [/^/, 'huggingface-model'],
];

describe.runIf(hasCorpus)('folders by transformers, peft and accelerate', () => {
  const file = join(CORPUS, 'hf/expected.json');
  const all = existsSync(file) ? json<Readonly<Record<string, Omit<Expected, 'facts'>>>>(file) : {};
  for (const [name, { findings, ...facts }] of Object.entries(all)) {
    it(name, async () => {
      const run = await read(join(CORPUS, 'hf', name));

      expect(run.kind).toBe(KINDS.find(([pattern]) => pattern.test(name))?.[1]);
      check(run, facts, findings);
    });
  }
});

announce(
  hasCorpus
    ? `runs: ${RUNS.length} trees of the corpus, and ${foldersOf(join(CORPUS, 'hf')).length} folders`
    : 'runs: none, there is no corpus',
);
