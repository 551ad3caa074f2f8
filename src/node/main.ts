import { run } from '../cli/run.ts';
import { nodeHost } from './host.ts';

/** The program: what `bin/ckpt.js` starts. `docs` is the folder of its pages. */
export async function main(argv: readonly string[], docs: string): Promise<void> {
  process.exitCode = await run(argv, nodeHost(docs));
}
