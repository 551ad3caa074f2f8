/** What is shipped runs nothing that a file says, and asks nobody: neither its text nor Node let it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { announce } from './support/corpus.ts';

const ROOT = join(import.meta.dirname, '..');
const isBuilt = existsSync(join(ROOT, 'dist/cli/main.cjs'));
if (!isBuilt) announce('what is shipped was not looked at: npm run build comes first');

/** A method may be called `eval`. */
const RUNS =
  /(?<![.\w])eval\((?![^)]*\)\s*\{)|\bnew Function\b|[^.\w]Function\(|\.runIn\w*Context\(|createContext\(/;
const ASKS =
  /(?:\bfrom|\bimport\(?|\brequire\()\s*["'](?:node:)?(?:vm|child_process|cluster|net|tls|dgram|dns|http|https|http2|inspector|repl|wasi)(?:\/promises)?["']/;
const CALLS = /(?<![.\w])fetch\(|\bXMLHttpRequest\b|\bnew WebSocket\b/;

/** Modules by a name that is computed; those of our own are spelled out. */
const COMPUTED = /(?<![#.\w])(?:import|require)\((?!\s*["'`])/;

function filesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|js|cjs)$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}

describe('neither the sources nor what is built of them', () => {
  const files = [...filesOf('src'), ...filesOf('bin'), ...(isBuilt ? filesOf('dist') : [])];
  it.each([
    ['run text', RUNS],
    ['ask for modules that do, or for the network', ASKS],
    ['call anyone', CALLS],
  ])('%s', (_what, pattern) => {
    const found = files.filter((file) => pattern.test(readFileSync(join(ROOT, file), 'utf8')));
    // The one compiles our own bundle; `fetch` of the other is what a source is made of.
    const known = /^bin.cached\.cjs$|bytes.source\.(?:ts|js)$/;
    expect(found.filter((file) => !known.test(file))).toEqual([]);
  });

  it('load modules by names that are computed', () => {
    const found = filesOf('src').filter((file) =>
      COMPUTED.test(
        readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\/[^\n]*|\/\*.*?\*\//gs, ''),
      ),
    );
    expect(found).toEqual([]);
  });
});

describe('under Node’s permission model', () => {
  const out = mkdtempSync(join(tmpdir(), 'ckpt-permission-'));
  afterAll(() => rmSync(out, { recursive: true }));
  const run = (flags: readonly string[], argv: readonly string[]) =>
    spawnSync(process.execPath, [...flags, 'bin/ckpt.js', ...argv], {
      cwd: ROOT,
      encoding: 'utf8',
    });
  const READS = ['--experimental-permission', '--no-warnings', `--allow-fs-read=${ROOT}/`];
  const file = 'fixtures/lightning/last.ckpt';
  const other = 'fixtures/pytorch/training.pt';

  it
    .runIf(isBuilt)
    .each([
      ['inspect', file],
      ['inspect', '--format', 'yaml', file],
      ['inspect', 'fixtures/runs/outputs/2025-10-24/22-15-03'],
      ['scan', file, 'fixtures/hostile/reduce-os-system.pkl'],
      ['validate', file],
      ['ls', 'fixtures/runs'],
      ['diff', '--values', '--map', '^a=>b', file, other],
      ['textconv', file],
      ['verify', file],
      ['hash', file],
      ['rules'],
      ['--help'],
    ])('%s %s %s reads, and does nothing else', (...argv) => {
    const asked = argv.filter((word) => word !== undefined);
    const free = run(['--no-warnings'], asked);
    const bound = run(READS, asked);
    expect([bound.status, bound.stdout]).toEqual([free.status, free.stdout]);
    expect(bound.stderr).not.toContain('ERR_ACCESS_DENIED');
  });

  it.runIf(isBuilt)('stats starts threads, and needs none', () => {
    const free = run(['--no-warnings'], ['stats', file]);
    for (const flags of [READS, [...READS, '--allow-worker']]) {
      const bound = run(flags, ['stats', file]);
      expect([bound.status, bound.stdout]).toEqual([free.status, free.stdout]);
    }
  });

  it.runIf(isBuilt)('convert writes where it is told to', () => {
    const argv = ['convert', file, join(out, 'w.safetensors')];
    const flags = [
      READS[0] ?? '',
      '--no-warnings',
      `--allow-fs-read=${ROOT}/`,
      `--allow-fs-read=${out}/`,
    ];
    expect(run([...flags, `--allow-fs-write=${out}/`], argv).status).toBe(0);
    expect(readdirSync(out)).toEqual(['w.safetensors']);
  });
});
