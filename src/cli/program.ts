import { CommanderError, Command as Program } from 'commander';
import { safeText } from '../model/python-repr.ts';
import type { Actions } from './command.ts';
import { addCompletion } from './commands/completion.ts';
import { addConvert } from './commands/convert.ts';
import { addDiff } from './commands/diff.ts';
import { addInspect } from './commands/inspect.ts';
import { addLs } from './commands/ls.ts';
import { addRules } from './commands/rules.ts';
import { addScan } from './commands/scan.ts';
import { addStats } from './commands/stats.ts';
import { addTextconv } from './commands/textconv.ts';
import { addValidate } from './commands/validate.ts';
import { addHash, addVerify } from './commands/verify.ts';
import type { ExitCode, Host } from './host.ts';
import { VERSION } from './version.ts';

/** Every command, in the order in which help lists them. */
const COMMANDS = [
  addInspect,
  addLs,
  addValidate,
  addScan,
  addRules,
  addDiff,
  addTextconv,
  addConvert,
  addStats,
  addVerify,
  addHash,
  addCompletion,
];

/** Parses the command line and runs the action it asks for. */
export async function runProgram(
  argv: readonly string[],
  host: Host,
  actions: Actions,
): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = programFor(host);
  const done = (code: ExitCode) => {
    exitCode = code;
  };
  for (const add of COMMANDS) add(program, { host, actions, done });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has written its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

/** What was typed may come from names of files: it begins no line of its own. */
function errorLines(text: string): string {
  const line = safeText(text.replace(/^error: /, 'ckpt: ').trimEnd());
  return `${line.replace(/\\n(?=\(Did you mean [^\\]*$)/, '\n')}\n`;
}

function programFor(host: Host): Program {
  return new Program('ckpt')
    .description(
      'Inspect ML checkpoints without Python, without torch, and without running a pickle',
    )
    .version(VERSION, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.out(text),
      writeErr: (text) => host.err(text),
      outputError: (text, write) => write(errorLines(text)),
      getOutHelpWidth: () => host.terminal.width ?? 100,
      getErrHelpWidth: () => host.terminal.width ?? 100,
    })
    .showHelpAfterError('(ckpt --help shows what there is)');
}
