import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { announce } from './support/corpus.ts';

const ROOT = join(import.meta.dirname, '..');
const yamlOf = (path: string) => parse(readFileSync(join(ROOT, path), 'utf8'));

const action = yamlOf('action.yml');
const step = action.runs.steps.at(-1);
const isBuilt = existsSync(join(ROOT, 'dist/cli/main.cjs'));
if (!isBuilt) announce('the action was not run: npm run build comes first');

/** Runs the script of the action’s last step as GitHub does. */
function runAction(inputs: Readonly<Record<string, string>>) {
  const env = Object.entries(step.env as Record<string, string>).map(([name, value]) => {
    const [, input = ''] = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(value) ?? [];
    const text = inputs[input] ?? action.inputs[input]?.default ?? '';
    return [name, name === 'CKPT' ? join(ROOT, 'bin/ckpt.js') : text];
  });
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...Object.fromEntries(env) },
    },
  );
  return { status, stdout, stderr };
}

describe('action.yml', () => {
  it('puts no input into a script', () => {
    for (const { run = '' } of action.runs.steps) expect(run).not.toContain('${{');
  });

  it('reads every input that it declares', () => {
    const used = JSON.stringify(step.env);
    for (const input of Object.keys(action.inputs)) expect(used).toContain(`inputs.${input} `);
  });

  it.runIf(isBuilt)('passes where checkpoints are sound', () => {
    const { status, stdout, stderr } = runAction({ paths: 'fixtures/lightning/last.ckpt\n' });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  it.runIf(isBuilt)('annotates, writes the report, and fails where one is not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ckpt-action-'));
    try {
      const sarif = join(folder, 'a report.sarif');
      const { status, stdout } = runAction({
        paths: 'fixtures/lightning/last.ckpt\nfixtures/malformed/missing-storage.pt\n',
        sarif,
        strict: 'true',
      });
      expect(status).toBe(1);
      expect(stdout).toMatch(/^::error file=fixtures\/malformed\/missing-storage.pt,/);
      const { results } = JSON.parse(readFileSync(sarif, 'utf8')).runs[0];
      const levels = results.map(({ level }: { level: string }) => level);
      expect(levels.filter((level: string) => level !== 'note')).toEqual(['error']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.runIf(isBuilt)('takes paths for nothing but paths', () => {
    const { status, stdout } = runAction({ paths: '$(touch /tmp/ckpt-owned)\n--help\n' });
    expect(status).toBe(2);
    expect(stdout).toContain('title=file/unreadable');
    expect(existsSync('/tmp/ckpt-owned')).toBe(false);
  });
});

describe('.pre-commit-hooks.yaml', () => {
  const [hook] = yamlOf('.pre-commit-hooks.yaml');

  it('is about the files that are checkpoints', () => {
    const files = new RegExp(hook.files);
    for (const name of ['a.ckpt', 'b/c.pt', 'd.pth', 'e.safetensors', 'x.safetensors.index.json']) {
      expect(files.test(name), name).toBe(true);
    }
    for (const name of ['a.py', 'pt', 'config.json', 'a.pt.txt']) {
      expect(files.test(name), name).toBe(false);
    }
  });

  it('starts the command that the package has', () => {
    const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const [program, command] = hook.entry.split(' ');
    expect([Object.keys(bin), command]).toEqual([[program], 'validate']);
  });
});

describe('the snippets in docs/ci.md', () => {
  const page = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');
  const snippets = Array.from(
    page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm),
    ([, code]) => code ?? '',
  );

  it('are YAML, with inputs and hooks that there are', () => {
    expect(snippets).toHaveLength(3);
    const [github, gitlab, preCommit] = snippets.map((code) => parse(code));
    const own = github.steps.find(({ uses = '' }) => uses.includes('/ckpt@'));
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(own.with)));
    expect(gitlab.checkpoints.script.join()).toContain('validate models --format junit');
    expect(preCommit.repos[0].hooks[0].id).toBe(yamlOf('.pre-commit-hooks.yaml')[0].id);
  });
});
