import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it, vi } from 'vitest';
import { run } from '../src/cli/run.ts';
import { nodeDirectory } from '../src/node/directory.ts';
import { openFile } from '../src/node/file.ts';
import type { Directory } from '../src/runs/directory.ts';
import { memoryHost } from './support/memory-host.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'docs/commands/inspect.md',
  'docs/commands/validate.md',
  'docs/commands/scan.md',
  'docs/commands/ls.md',
  'docs/commands/diff.md',
  'docs/commands/textconv.md',
  'docs/commands/convert.md',
  'docs/commands/stats.md',
  'docs/commands/verify.md',
  'docs/commands/hash.md',
  'docs/hash.md',
  'docs/fuzzing.md',
  'docs/commands/completion.md',
  'docs/ci.md',
  'docs/rules/README.md',
  'docs/formats.md',
  'docs/frameworks.md',
  'docs/runs.md',
  'docs/json.md',
  'docs/typed-json.md',
  'fixtures/README.md',
  'conformance/README.md',
  'bench/README.md',
];
/** Set to write what the commands print into the pages. */
const UPDATE = process.env.UPDATE_DOCS !== undefined;

const pageText = (page: string) => readFileSync(join(ROOT, page), 'utf8');

describe('the pages', () => {
  for (const page of PAGES) {
    it(`${page} shows what the commands print`, async () => {
      const before = pageText(page);
      const after = await withOutputs(before);
      if (UPDATE) writeFileSync(join(ROOT, page), after);
      else expect(before).toBe(after);
    });

    it(`${page} links to what is there`, () => {
      const links = [...pageText(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, to = '']) => to);
      const local = links.filter((to) => !/^https?:/.test(to));
      expect(local.filter((to) => !existsSync(join(ROOT, dirname(page), to)))).toEqual([]);
    });
  }

  it('have examples', () => {
    const commands = PAGES.flatMap((page) => pageText(page).match(/^\$ ckpt .*$/gm) ?? []);
    expect(commands.length).toBeGreaterThan(10);
  });
});

/** The page with each command of a `console` block followed by what it prints. */
async function withOutputs(page: string): Promise<string> {
  const pieces = page.split(/(^```console\n[\s\S]*?^```$)/m);
  const filled = pieces.map(async (piece) => {
    if (!piece.startsWith('```console\n')) return piece;
    const outputs = (piece.match(/^\$ .*$/gm) ?? []).map(
      async (command) => `${command}\n${await outputOf(command.slice(2))}`,
    );
    return `\`\`\`console\n${(await Promise.all(outputs)).join('\n')}\`\`\``;
  });
  return (await Promise.all(filled)).join('');
}

/** What a command prints, to either stream, in a terminal of 80 columns without colours. */
async function outputOf(command: string): Promise<string> {
  const [line = '', query] = command.split(' | jq ');
  const [program, ...argv] = words(line);
  expect(program).toBe('ckpt');
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const host = {
    ...memoryHost({}, query === undefined ? { color: false, width: 80 } : { color: false }),
    open: openFile,
    page: async (path: string) => pageText(`docs/${path}`),
    directory: (path: string) => threeDaysOld(nodeDirectory(path)),
    out: write,
    err: write,
  };
  await run(argv, host);
  return query === undefined ? output : `${jq(query, JSON.parse(output))}\n`;
}

/** The folder with the same time for all files: a checkout has its own. */
function threeDaysOld(directory: Directory): Directory {
  return {
    ...directory,
    async list() {
      const entries = await directory.list();
      return entries.map((entry) =>
        entry.modified === undefined ? entry : { ...entry, modified: -3 * 86_400_000 },
      );
    },
    enter: (name) => threeDaysOld(directory.enter(name)),
    parent() {
      const parent = directory.parent();
      return parent && threeDaysOld(parent);
    },
  };
}

/** Words of a shell: blanks part them except in single quotes. */
function words(line: string): string[] {
  return Array.from(line.matchAll(/(?:'[^']*'|[^\s'])+/g), ([word]) => word.replaceAll("'", ''));
}

/** As much of jq as the pages use: `.a.b[0]`. */
function jq(query: string, document: unknown): string {
  const steps = query.match(/[\w-]+/g) ?? [];
  const found = steps.reduce<unknown>(
    (value, step) => (value as Record<string, unknown>)[step],
    document,
  );
  return JSON.stringify(found, null, 2);
}

describe('the README’s programs', () => {
  const programs = Array.from(
    pageText('README.md').matchAll(/^```ts\n([\s\S]*?)^```$/gm),
    ([, code]) => code ?? '',
  );
  const [node = ''] = programs;
  const programWith = (word: string) => programs.find((code) => code.includes(word)) ?? '';

  it('run in Node', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await running(node);
    expect(log.mock.calls).toEqual([[37, 2600, 'state_dict.encoder.0.weight']]);
    log.mockRestore();
  });

  it('read tensors in Node', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await running(programWith('createHash'));
    const [[mean, verdict] = [], [digest] = [], [isSame] = []] = log.mock.calls;
    expect([Math.abs(Number(mean)) < 0.1, verdict, isSame]).toEqual([true, 'intact', true]);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    log.mockRestore();
  });

  it('run in a browser', async () => {
    const bytes = readFileSync(join(ROOT, 'fixtures/lightning/last.ckpt'));
    const served = vi.spyOn(globalThis, 'fetch').mockImplementation(async (_url, init) => {
      const range = new Headers(init?.headers).get('range') ?? '';
      const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
      return new Response(bytes.subarray(Number(start), Number(end) + 1));
    });
    const { tensorsAt } = await running(programWith('fetch('));
    const tensors = await tensorsAt?.('https://example.org/last.ckpt', bytes.byteLength);
    expect(tensors).toHaveLength(37);
    expect(served.mock.calls.length).toBeGreaterThan(2);
    served.mockRestore();
  });
});

type Exports = Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>;

/** Runs a program of the page over the sources, and gives what it exports. */
async function running(code: string): Promise<Exports> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader: 'ts', resolveDir: ROOT },
    alias: { 'ckpt/node': join(ROOT, 'src/node.ts'), ckpt: join(ROOT, 'src/index.ts') },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  const bundled = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64');
  return import(/* @vite-ignore */ `data:text/javascript;base64,${bundled}`);
}
