import { InvalidArgumentError, Option, type Command as Program } from 'commander';
import type { AddCommand } from '../command.ts';
import { STATS_FORMATS, STATS_SORTS, type StatsOptions } from './stats-options.ts';

const EXAMPLES = `
Examples:
  ckpt stats last.ckpt                            numbers about every tensor
  ckpt stats last.ckpt --filter 'state_dict*'     only of the weights
  ckpt stats last.ckpt --sort nan                 what has NaN first
  ckpt stats last.ckpt --modules 2                by module, two levels deep
  ckpt stats last.ckpt --format csv > stats.csv`;

/** Declares `stats`. */
export const addStats: AddCommand = (program, { actions, done }) => {
  declare(program).action(async (file: string, options: StatsOptions) => {
    done(await actions.stats(file, options));
  });
};

function declare(program: Program): Program {
  return program
    .command('stats')
    .description('Show the minimum, maximum, mean, deviation and norm of every tensor')
    .argument('<file>', 'a checkpoint, or the index of a sharded one')
    .option('--filter <glob>', 'only tensors whose name or path matches; !GLOB excludes', collect)
    .addOption(new Option('--sort <order>', 'by name, or the greatest first').choices(STATS_SORTS))
    .option('--modules [levels]', 'by module, so many levels deep', wholeNumber)
    .addOption(
      new Option('--format <format>', 'how to answer').choices(STATS_FORMATS).default('text'),
    )
    .option('--limit <name=number>', 'allow a file to ask for more; repeatable', collect)
    .addHelpText('after', EXAMPLES);
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It takes a whole number.');
}
