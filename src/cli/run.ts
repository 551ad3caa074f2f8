import { safeText } from '../model/python-repr.ts';
import { UsageError } from './command.ts';
import { inspectFiles } from './commands/inspect-files.ts';
import { INSPECT_DEFAULTS } from './commands/inspect-options.ts';
import type { ExitCode, Host } from './host.ts';

/** The whole program: arguments in, exit code out. It touches nothing but `host`. */
export async function run(argv: readonly string[], host: Host): Promise<ExitCode> {
  try {
    const files = plainInspect(argv);
    if (files !== undefined) return await inspectFiles(files, INSPECT_DEFAULTS, host);
    const { runProgram } = await import('./program.ts');
    return await runProgram(argv, host, {
      inspect: (...asked) => inspectFiles(...asked, host),
      async list(...asked) {
        const { listPaths } = await import('./folders.ts');
        return listPaths(...asked, host);
      },
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    host.err(`ckpt: ${safeText(error.message)}\n`);
    return 2;
  }
}

/**
 * The files of `ckpt inspect FILE...` without options, the commonest command line: it needs no parser,
 * and loading one takes as long as inspecting a file.
 */
function plainInspect([command, ...files]: readonly string[]): readonly string[] | undefined {
  const isPlain = command === 'inspect' && files.length > 0;
  return isPlain && files.every((file) => !file.startsWith('-')) ? files : undefined;
}
