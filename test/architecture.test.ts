import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../src');

/** ARCHITECTURE.md as a table: which parts of `src` a part may import. None may import upwards. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  limits: ['errors'],
  bytes: ['errors'],
  containers: ['bytes', 'limits', 'errors'],
  decoders: ['bytes', 'limits', 'errors'],
  model: ['bytes', 'errors'],
  kernels: ['model', 'errors'],
  formats: ['model', 'decoders', 'containers', 'bytes', 'limits', 'errors'],
  writers: ['formats', 'model', 'bytes', 'errors'],
  loads: ['formats', 'model', 'decoders', 'containers', 'bytes', 'limits', 'errors'],
  security: ['formats', 'decoders', 'containers', 'bytes', 'limits', 'errors'],
  frameworks: ['model', 'errors'],
  runs: ['frameworks', 'formats', 'decoders', 'model', 'bytes', 'limits', 'errors'],
  rules: ['runs', 'frameworks', 'security', 'loads', 'model', 'errors'],
  operations: [
    'rules',
    'kernels',
    'writers',
    'runs',
    'frameworks',
    'security',
    'loads',
    'formats',
    'model',
    'bytes',
    'limits',
    'errors',
  ],
  render: ['operations', 'kernels', 'rules', 'runs', 'frameworks', 'model', 'errors'],
  index: [
    'render',
    'operations',
    'kernels',
    'rules',
    'runs',
    'frameworks',
    'security',
    'loads',
    'formats',
    'model',
    'bytes',
    'limits',
    'errors',
  ],
  cli: [
    'render',
    'operations',
    'kernels',
    'rules',
    'runs',
    'frameworks',
    'formats',
    'model',
    'bytes',
    'limits',
    'errors',
  ],
  node: ['index', 'cli', 'operations', 'kernels', 'runs', 'bytes', 'errors'],
};

/** The one file that may know a library from outside. */
const MAY_USE: Readonly<Record<string, RegExp>> = {
  commander: /^cli\/(?:program|command|commands\/\w+)\.ts$/,
  re2js: /^cli\/regex\.ts$/,
  chalk: /^cli\/palette\.ts$/,
  yaml: /^(?:render\/yaml-text|decoders\/yaml)\.ts$/,
  'get-east-asian-width': /^render\/text\/width\.ts$/,
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));

const sourceOf = (file: string) => readFileSync(join(SRC, file), 'utf8');
const partOf = (path: string) => posix.normalize(path).replace(/\.ts$/, '').split('/')[0] ?? '';
const importsOf = (file: string) =>
  [...sourceOf(file).matchAll(/(?:\bfrom\s+|\bimport\(|typeof import\()'([^']+)'/g)].map(
    ([, to = '']) => to,
  );

describe('imports point one way', () => {
  for (const file of files) {
    it(file, () => {
      const part = partOf(file);
      for (const to of importsOf(file)) {
        if (to.startsWith('node:')) expect(part, `${file} imports ${to}`).toBe('node');
        else if (to.startsWith('.')) {
          const target = partOf(posix.join(posix.dirname(file), to));
          const allowed = [part, ...(MAY_IMPORT[part] ?? [])];
          expect(allowed, `${file} imports ${to}`).toContain(target);
        } else expect(file, `${file} imports ${to}`).toMatch(MAY_USE[to] ?? /(?!)/);
      }
    });
  }

  it('in no circle', () => {
    const finished = new Set<string>();
    const visit = (file: string, trail: readonly string[]): void => {
      if (finished.has(file)) return;
      expect(trail, [...trail, file].join(' → ')).not.toContain(file);
      const typeOnly = /^import type .*?;$/gms;
      const source = sourceOf(file).replace(typeOnly, '');
      for (const [, to = ''] of source.matchAll(/\bfrom '(\.[^']+)'/g)) {
        visit(posix.join(posix.dirname(file), to), [...trail, file]);
      }
      finished.add(file);
    };
    for (const file of files) visit(file, []);
  });
});

describe('files stay small', () => {
  const lines = files.map((file) => ({ file, count: sourceOf(file).split('\n').length }));

  it('none over 300 lines', () => {
    expect(lines.filter(({ count }) => count > 300)).toEqual([]);
  });

  it('half of them under 100', () => {
    const sorted = lines.map(({ count }) => count).sort((a, b) => a - b);
    expect(sorted[sorted.length >> 1]).toBeLessThanOrEqual(100);
  });
});

describe('the core', () => {
  it('bundles for browsers, without anything of Node', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [join(SRC, 'index.ts')],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const code = outputFiles[0]?.text ?? '';
    expect(
      Object.keys(metafile.inputs).filter((input) =>
        /node_modules|src\/(?:cli|node)\//.test(input),
      ),
    ).toEqual([]);
    expect(code).not.toMatch(/\b(?:Buffer|process|require)\b[.(]/);
  });

  it('runs nothing that a file says', () => {
    for (const file of files) {
      expect(sourceOf(file), file).not.toMatch(
        /\beval\(|new Function\b|from 'node:(?:vm|child_process|net|http|https)'/,
      );
    }
  });
});
