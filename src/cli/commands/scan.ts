import { InvalidArgumentError, Option } from 'commander';
import type { AddCommand } from '../command.ts';
import { FAIL_ON, SCAN_DEFAULTS, SCAN_FORMATS, type ScanCommandOptions } from './scan-options.ts';

const EXAMPLES = `
Examples:
  ckpt scan model.ckpt                            what would loading it import and call
  ckpt scan downloads/                            every checkpoint below, whatever its name
  ckpt scan best.ckpt --allow 'my_pkg.models.*'   with classes that you have read
  ckpt scan models --fail-on unaudited --format sarif > scan.sarif
Exit code: 0 nothing found, 1 a file is suspicious or dangerous (--fail-on), 2 not all could be looked through.
No file is loaded and nothing in it is run. Nothing found means no known-dangerous import, not that it is safe.`;

/** Declares `scan`. */
export const addScan: AddCommand = (program, { actions, done }) => {
  program
    .command('scan')
    .description('Say what loading files would import, call and change, without loading them')
    .argument('<path...>', 'files, and folders of them')
    .option('--allow <glob>', 'names that you have read, as my_pkg.models.*; repeatable', collect)
    .option('--policy <file>', 'what your project asks of checkpoints (ckpt.yaml, if there is one)')
    .addOption(
      new Option('--fail-on <safety>', 'the least that exits with 1')
        .choices(FAIL_ON)
        .default(SCAN_DEFAULTS.failOn),
    )
    .option('--checksums', 'read the tensors too, and compare their checksums')
    .addOption(new Option('--torch <version>', 'the torch that will load it').argParser(version))
    .addOption(
      new Option('--format <format>', 'how to answer')
        .choices(SCAN_FORMATS)
        .default(SCAN_DEFAULTS.format),
    )
    .option('--limit <name=number>', 'allow a file to ask for more; repeatable', collect)
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: ScanCommandOptions) => {
      done(await actions.scan(paths, options));
    });
};

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}

function version(text: string): string {
  if (/^\d{1,4}(?:\.\d{1,4}){0,2}$/.test(text)) return text;
  throw new InvalidArgumentError('It takes a version, as 2.6 or 2.6.0.');
}
