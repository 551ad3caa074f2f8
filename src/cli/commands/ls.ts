import { Option, type Command as Program } from 'commander';
import type { AddCommand } from '../command.ts';
import { LS_FORMATS, LS_SORTS, type LsOptions } from './ls-options.ts';

const EXAMPLES = `
Examples:
  ckpt ls outputs                                 every checkpoint, by run
  ckpt ls outputs --sort score                    the best first
  ckpt ls outputs --best                          of each run its best
  ckpt ls outputs --best val_loss --format json | jq -r '.checkpoints[0].path'
  ckpt ls outputs --runs                          a line a run
  ckpt ls outputs --filter 'epoch=*' --filter '!*-v1.ckpt'
  ckpt ls outputs --columns path,epoch,lr,time
  ckpt ls outputs --hash                          which files are the same
  ckpt ls outputs --format csv > checkpoints.csv`;

/** Declares `ls`. */
export const addLs: AddCommand = (program, { actions, done }) => {
  declare(program).action(async (paths: string[], options: LsOptions) => {
    done(await actions.list(paths, options));
  });
};

function declare(program: Program): Program {
  return program
    .command('ls')
    .description('List the checkpoints below folders, reading only their headers')
    .argument('<path...>', 'folders, or checkpoints in them')
    .addOption(new Option('--sort <order>', 'by name, or what is best first').choices(LS_SORTS))
    .option('--best [metric]', 'of each run only the best, by its own metric or the one named')
    .option('--filter <glob>', 'only those whose name or path matches; !GLOB excludes', collect)
    .option('--runs', 'a line for each run')
    .option('--columns <list>', 'which columns, as in path,epoch,lr')
    .option('--hash', 'read files of the same size, and tell which are duplicates')
    .addOption(new Option('--format <format>', 'how to answer').choices(LS_FORMATS).default('text'))
    .option('--limit <name=number>', 'allow a file to ask for more; repeatable', collect)
    .addHelpText('after', EXAMPLES);
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
