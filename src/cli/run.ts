import { CommanderError, Command as Program } from 'commander';
import { safeText } from '../model/python-repr.ts';
import { UsageError } from './command.ts';
import { addCompletion } from './commands/completion.ts';
import { addInspect } from './commands/inspect.ts';
import type { ExitCode, Host } from './host.ts';
import { VERSION } from './version.ts';

/** Every command, in the order in which help lists them. */
const COMMANDS = [addInspect, addCompletion];

/** The whole program: arguments in, exit code out. It touches nothing but `host`. */
export async function run(argv: readonly string[], host: Host): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = programFor(host, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has written its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UsageError)) throw error;
    host.err(`ckpt: ${safeText(error.message)}\n`);
    return 2;
  }
}

/** The command line as commander sees it. */
export function programFor(host: Host, done: (code: ExitCode) => void): Program {
  const program = new Program('ckpt')
    .description(
      'Inspect ML checkpoints without Python, without torch, and without running a pickle',
    )
    .version(VERSION, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.out(text),
      writeErr: (text) => host.err(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'ckpt: ')),
      getOutHelpWidth: () => host.terminal.width ?? 100,
      getErrHelpWidth: () => host.terminal.width ?? 100,
    })
    .showHelpAfterError('(ckpt --help shows what there is)');
  for (const add of COMMANDS) add(program, host, done);
  return program;
}
