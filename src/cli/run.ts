import { safeText } from '../model/python-repr.ts';
import { type Actions, OutputError, UsageError } from './command.ts';
import { inspectFiles } from './commands/inspect-files.ts';
import { INSPECT_DEFAULTS } from './commands/inspect-options.ts';
import { SCAN_DEFAULTS } from './commands/scan-options.ts';
import type { ExitCode, Host } from './host.ts';

/** The whole program: arguments in, exit code out. It touches nothing but `host`. */
export async function run(argv: readonly string[], host: Host): Promise<ExitCode> {
  try {
    const files = plainPaths(argv, 'inspect');
    if (files !== undefined) return await inspectFiles(files, INSPECT_DEFAULTS, host);
    const paths = plainPaths(argv, 'validate');
    if (paths !== undefined) return await actionsOn(host).validate(paths, { format: 'text' });
    const scanned = plainPaths(argv, 'scan');
    if (scanned !== undefined) return await actionsOn(host).scan(scanned, SCAN_DEFAULTS);
    const { runProgram } = await import('./program.ts');
    return await runProgram(argv, host, actionsOn(host));
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof OutputError)) throw error;
    host.err(`ckpt: ${safeText(error.message)}\n`);
    return 2;
  }
}

/** What only some commands need is not looked at before. */
function actionsOn(host: Host): Actions {
  return {
    inspect: (...asked) => inspectFiles(...asked, host),
    async list(...asked) {
      const { listPaths } = await import('./folders.ts');
      return listPaths(...asked, host);
    },
    async diff(...asked) {
      const { diffPaths } = await import('./comparing.ts');
      return diffPaths(...asked, host);
    },
    async textconv(...asked) {
      const { textconvFile } = await import('./comparing.ts');
      return textconvFile(...asked, host);
    },
    async convert(...asked) {
      const { convertFiles } = await import('./conversion.ts');
      return convertFiles(...asked, host);
    },
    async stats(...asked) {
      const { statsFile } = await import('./numbers.ts');
      return statsFile(...asked, host);
    },
    async verify(...asked) {
      const { verifyFile } = await import('./numbers.ts');
      return verifyFile(...asked, host);
    },
    async hash(...asked) {
      const { hashFile } = await import('./numbers.ts');
      return hashFile(...asked, host);
    },
    async validate(...asked) {
      const { validateFiles } = await import('./validation.ts');
      return validateFiles(...asked, host);
    },
    async scan(...asked) {
      const { scanFiles } = await import('./scanning.ts');
      return scanFiles(...asked, host);
    },
    async rules(...asked) {
      const { listRules } = await import('./validation.ts');
      return listRules(...asked, host);
    },
    async explain(...asked) {
      const { explainRule } = await import('./validation.ts');
      return explainRule(...asked, host);
    },
  };
}

/**
 * The paths of `ckpt COMMAND PATH...` without options, the commonest command line: it needs no parser,
 * and loading one takes as long as inspecting a file.
 */
function plainPaths(
  [command, ...paths]: readonly string[],
  wanted: string,
): readonly string[] | undefined {
  const isPlain = command === wanted && paths.length > 0;
  return isPlain && paths.every((path) => !path.startsWith('-')) ? paths : undefined;
}
