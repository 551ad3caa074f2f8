import { build } from 'esbuild';

/** Bundles the program that runs commands in a process of its own, for hostile files. */
export async function buildHostileChild(outfile: string): Promise<void> {
  await build({
    entryPoints: [`${import.meta.dirname}/hostile-child.ts`],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    define: { 'import.meta.dirname': '__dirname' },
    outfile,
    logLevel: 'silent',
  });
}
