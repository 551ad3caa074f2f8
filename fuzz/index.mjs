// Bundles the fuzzer, so that all of it starts at once in each of its processes, and runs it.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
// As deep as test/support, whose modules find the fixtures from where they are.
const bundle = fileURLToPath(new URL(`.bundle/${process.pid}.cjs`, import.meta.url));

await build({
  entryPoints: [main],
  outfile: bundle,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  supported: { 'dynamic-import': false },
  define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.on('SIGINT', () => {});
const { status } = spawnSync(
  process.execPath,
  ['--enable-source-maps', bundle, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
rmSync(bundle, { force: true });
process.exitCode = status ?? 1;
