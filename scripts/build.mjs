// Builds dist/: the library as modules with types, the command line as bundles.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });

const MAIN = 'main.cjs';

/** Parts that a plain `ckpt inspect FILE` does not need, each a file of its own with a copy of what it imports. */
const APART = {
  'src/cli/program.ts': 'program.cjs',
  'src/cli/palette.ts': 'palette.cjs',
  'src/cli/folders.ts': 'folders.cjs',
  'src/cli/comparing.ts': 'comparing.cjs',
  'src/cli/conversion.ts': 'conversion.cjs',
  'src/node/new-file.ts': 'new-file.cjs',
  'src/cli/numbers.ts': 'numbers.cjs',
  'src/node/copy-workers.ts': 'copy-workers.cjs',
  'src/node/copy-worker.ts': 'copy-worker.cjs',
  'src/node/reduce-workers.ts': 'reduce-workers.cjs',
  'src/node/reduce-worker.ts': 'reduce-worker.cjs',
  'src/cli/regex.ts': 'regex.cjs',
  'src/cli/validation.ts': 'validation.cjs',
  'src/cli/scanning.ts': 'scanning.cjs',
  'src/render/yaml-text.ts': 'yaml-text.cjs',
};

/** Classes that `instanceof` asks for: of these there may be one copy, the one in the main file. */
const SHARED = ['src/errors.ts', 'src/cli/command.ts'];

/** @type {import('esbuild').Plugin} */
const apart = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      const file = APART[relative('.', resolve(resolveDir, path))];
      const isLazy = kind === 'dynamic-import' && file !== undefined;
      return isLazy ? { path: `./${file}`, external: true } : undefined;
    });
  },
};

/** @type {import('esbuild').Plugin} */
const shared = {
  name: 'shared',
  setup({ onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ path, resolveDir }) => {
      const isShared = SHARED.includes(relative('.', resolve(resolveDir, path)));
      return isShared ? { path: `./${MAIN}`, external: true } : undefined;
    });
  },
};

const common = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // import() would start the loader of ES modules after all.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.dirname': '__dirname' },
  minify: true,
  legalComments: 'linked',
  logLevel: 'warning',
};

/** @param {import('esbuild').BuildOptions} options */
const bundle = (options) =>
  build({
    ...common,
    // commander can start programs for commands that ours does not have; nothing here may.
    alias: { 'node:child_process': './scripts/no-child-process.mjs' },
    ...options,
  });

// Every file that is loaded costs start-up time, so the rest is one; and CommonJS, because Node
// starts that without its loader of ES modules, which takes as long as our own work.
await bundle({
  stdin: {
    contents: ['src/node/main.ts', ...SHARED]
      .map((file) => `export * from './${file}';`)
      .join('\n'),
    resolveDir: '.',
  },
  outfile: `dist/cli/${MAIN}`,
  plugins: [apart],
});
for (const [entry, file] of Object.entries(APART)) {
  await bundle({ entryPoints: [entry], outfile: `dist/cli/${file}`, plugins: [shared, apart] });
}
execFileSync(process.execPath, ['scripts/code-cache.mjs'], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
