/** The threads that copy, built as the program has them. */
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Handles } from '../../src/node/copy-workers.ts';
import { handleOf } from '../../src/node/file.ts';
import { handleOfSink } from '../../src/node/new-file.ts';

export const HANDLES: Handles = { ofSource: handleOf, ofSink: handleOfSink };

const COMMON = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  define: { 'import.meta.dirname': '__dirname' },
  logLevel: 'silent',
} as const;

/** Builds the script of a worker into `folder`, and gives its path. */
export async function builtWorker(folder: string): Promise<string> {
  const outfile = join(folder, 'copy-worker.cjs');
  const entry = join(import.meta.dirname, '../../src/node/copy-worker.ts');
  await build({ ...COMMON, entryPoints: [entry], outfile });
  return outfile;
}

/** Builds the whole program into `folder`, with the script of its workers beside it. */
export async function builtProgram(folder: string): Promise<string> {
  const outfile = join(folder, 'program.cjs');
  const contents = "import { main } from './src/node/main.ts'; main(process.argv.slice(2));";
  const resolveDir = join(import.meta.dirname, '../..');
  await build({ ...COMMON, stdin: { contents, resolveDir }, outfile });
  await builtWorker(folder);
  return outfile;
}
