import { run } from '../cli/run.ts';
import { nodeHost } from './host.ts';

/** The program: what `bin/ckpt.js` starts. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await run(argv, nodeHost());
}
