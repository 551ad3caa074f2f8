import { run } from '../cli/run.ts';
import { nodeHost } from './host.ts';
import { interruptedCode } from './signals.ts';
import { writeMessage } from './stdout.ts';

/** The program: what `bin/ckpt.js` starts. `docs` is the folder of its pages. */
export async function main(argv: readonly string[], docs: string): Promise<void> {
  try {
    const exitCode = await run(argv, nodeHost(docs));
    process.exitCode = exitCode === 130 ? interruptedCode() : exitCode;
  } catch (error) {
    // Node would exit with 1, which is an answer of several commands.
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    writeMessage(`ckpt: this is a mistake in ckpt, please report it: ${what}\n`);
    process.exitCode = 2;
  }
}
