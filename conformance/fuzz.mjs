/** `npm run conformance:fuzz`: random inputs, and whether the real loaders see in them what is seen here. */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { python, whatIsMissing } from './python.mjs';

// As deep as test/support, whose modules find the fixtures from where they are.
const bundle = fileURLToPath(
  new URL(`../fuzz/.bundle/compare-${process.pid}.cjs`, import.meta.url),
);
try {
  await build({
    entryPoints: [fileURLToPath(new URL('fuzz/main.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    logLevel: 'warning',
  });
  const { main } = createRequire(import.meta.url)(bundle);
  process.exitCode = await main(process.argv.slice(2), python, whatIsMissing);
} finally {
  rmSync(bundle, { force: true });
}
