// Builds dist/: the library as modules with types, the command line as bundles.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });

/**
 * Parts that a plain `ckpt inspect FILE` does not need, each a file of its own. They share no class
 * with the rest, so that a copy of what they import does no harm.
 */
const APART = {
  'src/cli/program.ts': 'program.cjs',
  'src/cli/palette.ts': 'palette.cjs',
  'src/render/yaml-text.ts': 'yaml-text.cjs',
};

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

const common = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // import() would start the loader of ES modules after all.
  supported: { 'dynamic-import': false },
  minify: true,
  legalComments: 'linked',
  logLevel: 'warning',
};

// Every file that is loaded costs start-up time, so the rest is one; and CommonJS, because Node
// starts that without its loader of ES modules, which takes as long as our own work.
for (const [entry, file] of Object.entries({ 'src/node/main.ts': 'main.cjs', ...APART })) {
  await build({
    ...common,
    entryPoints: [entry],
    outfile: `dist/cli/${file}`,
    plugins: [apart],
    // commander can start programs for commands that ours does not have; nothing here may.
    alias: { 'node:child_process': './scripts/no-child-process.mjs' },
  });
}
