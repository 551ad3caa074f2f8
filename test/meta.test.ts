import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../src/cli/version.ts';
import { formats } from '../src/formats/index.ts';
import { DEFAULT_LIMITS } from '../src/limits.ts';
import { announce, FIXTURES, filesBelow } from './support/corpus.ts';
import { openPath } from './support/goldens.ts';

const ROOT = join(import.meta.dirname, '..');
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(textOf('package.json'));

describe('the package', () => {
  it('has one version', () => {
    expect(VERSION).toBe(manifest.version);
    expect(textOf('CHANGELOG.md')).toContain(`## ${VERSION}`);
  });

  it('needs nothing at run time', () => {
    expect(manifest.dependencies).toBeUndefined();
    expect(manifest.scripts.install ?? manifest.scripts.postinstall).toBeUndefined();
  });
});

describe('every format', () => {
  const ids = formats.map(({ id }) => id);
  const opened = filesBelow(FIXTURES).map(async (path) => {
    const checkpoint = await openPath(path).catch(() => undefined);
    return checkpoint?.format.id;
  });

  it('has a name of its own', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has a fixture', async () => {
    const seen = new Set(await Promise.all(opened));
    expect(ids.filter((id) => !seen.has(id))).toEqual([]);
  });

  it('has extensions that begin with a dot', () => {
    for (const { extensions } of formats) {
      expect(extensions.filter((extension) => !/^\.[\w.]+$/.test(extension))).toEqual([]);
    }
  });
});

describe('the pages', () => {
  it('tell every limit, with what it usually is', () => {
    const page = textOf('docs/commands/inspect.md');
    for (const [name, number] of Object.entries(DEFAULT_LIMITS)) {
      const [, told] = new RegExp(`^\\| \`${name}\` .*\\| ([\\d,]+) +\\|$`, 'm').exec(page) ?? [];
      expect([name, told]).toEqual([name, number.toLocaleString('en-US')]);
    }
  });
});

describe('the fixtures', () => {
  it('are small, and each folder has the script that made it', () => {
    for (const path of filesBelow(FIXTURES).filter((file) => !file.includes('__pycache__'))) {
      expect(readFileSync(path).byteLength, path).toBeLessThan(50_000);
    }
    for (const folder of ['lightning', 'pytorch', 'safetensors', 'malformed', 'hostile', 'runs']) {
      expect(existsSync(join(FIXTURES, folder, 'make.py')), folder).toBe(true);
    }
  });
});

describe('bin/ckpt.js', () => {
  const isBuilt = existsSync(join(ROOT, 'dist/cli/main.cjs'));
  const ckpt = (...argv: string[]) =>
    spawnSync(process.execPath, ['bin/ckpt.js', ...argv], { cwd: ROOT, encoding: 'utf8' });

  if (!isBuilt) announce('bin/ckpt.js was not run: npm run build comes first');

  it('is a few lines over the bundle', () => {
    expect(textOf('bin/ckpt.js').trim().split('\n').length).toBeLessThanOrEqual(5);
  });

  it.runIf(isBuilt)('answers, and says by its exit code how it went', () => {
    const good = ckpt('inspect', 'fixtures/lightning/last.ckpt');
    expect([good.status, good.stderr]).toEqual([0, '']);
    expect(good.stdout).toContain('2,600 parameters');
    const bad = ckpt('inspect', 'fixtures/malformed/empty.pt', 'fixtures/pytorch/layers.pt');
    expect(bad.status).toBe(2);
    expect(bad.stderr).toContain('the file is empty');
    expect(bad.stdout).toContain('99 tensors');
    expect(ckpt('--version').stdout).toBe(`${VERSION}\n`);
  });
});
