import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announce, FIXTURES } from '../support/corpus.ts';

const hasGit = spawnSync('git', ['--version']).status === 0;
if (!hasGit)
  announce('git is not there: ckpt diff --git and textconv were not tried in a repository');

const [OLD, NEW] = [
  join(FIXTURES, 'runs/outputs/2025-10-24/22-15-03/checkpoints/last.ckpt'),
  join(FIXTURES, 'runs/outputs/2025-10-24/23-02-41/checkpoints/last.ckpt'),
];

describe.runIf(hasGit)('in a repository of git', () => {
  const folder = hasGit ? mkdtempSync(join(tmpdir(), 'ckpt-git-')) : '';
  const program = join(folder, 'ckpt');
  const git = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execFileSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example.org',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.org',
        ...env,
      },
    });

  beforeAll(async () => {
    await build({
      entryPoints: [join(import.meta.dirname, '../../src/node/main.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: join(folder, 'main.cjs'),
      logLevel: 'silent',
    });
    writeFileSync(
      program,
      `#!${process.execPath}\nrequire(${JSON.stringify(join(folder, 'main.cjs'))}).main(process.argv.slice(2));\n`,
    );
    chmodSync(program, 0o755);
    git(['init', '--quiet']);
    writeFileSync(join(folder, '.gitattributes'), '*.ckpt diff=ckpt\n');
    git(['config', 'diff.ckpt.textconv', `'${program}' textconv`]);
    copyFileSync(OLD, join(folder, 'model.ckpt'));
    git(['add', 'model.ckpt', '.gitattributes']);
    git(['commit', '--quiet', '-m', 'first']);
    copyFileSync(NEW, join(folder, 'model.ckpt'));
  }, 60_000);

  afterAll(() => {
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
  });

  it('git diff shows a checkpoint by its lines', () => {
    const lines = git(['diff']).split('\n');
    expect(lines).toContain('-hyperparameters lr = 0.001');
    expect(lines).toContain('+hyperparameters lr = 0.1');
    expect(lines.filter((line) => /^[-+]weights /.test(line)).length).toBeGreaterThan(0);
    expect(lines.join('\n')).not.toContain('Binary files');
  });

  it('git log and git show do so too', () => {
    expect(git(['log', '-p', '--', 'model.ckpt'])).toContain('+hyperparameters lr = 0.001');
  });

  it('git diff shows what ckpt diff says of it', () => {
    const shown = git(['diff'], { GIT_EXTERNAL_DIFF: `'${program}' diff --git` });
    expect(shown).toMatch(/^ckpt diff a\/model\.ckpt b\/model\.ckpt\n- a\/model\.ckpt · Lightning/);
    expect(shown).toContain('hyperparameters · 1 changed\n  ~ lr  0.001 → 0.1\n');
  });

  it('and of a new one, one that was moved and one that is no checkpoint', () => {
    const external = { GIT_EXTERNAL_DIFF: `'${program}' diff --git` };
    copyFileSync(NEW, join(folder, 'other.ckpt'));
    writeFileSync(join(folder, 'broken.ckpt'), 'hello');
    git(['add', '.']);
    git(['mv', 'model.ckpt', 'moved.ckpt']);
    const shown = git(['diff', '--cached', '-M1%'], external);
    expect(shown).toMatch(/\n\+ b\/broken\.ckpt: /);
    expect(shown).toMatch(/\+ b\/(?:other|moved)\.ckpt · Lightning/);
    expect(git(['diff', '--cached', '--', 'broken.ckpt'])).toContain('+unreadable: ');
  });
});
