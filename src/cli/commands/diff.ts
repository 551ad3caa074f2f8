import { InvalidArgumentError, Option, type Command as Program } from 'commander';
import type { AddCommand } from '../command.ts';
import { DIFF_FORMATS, type DiffOptions } from './diff-options.ts';

const EXAMPLES = `
Examples:
  ckpt diff runs/a/best.ckpt runs/b/best.ckpt     what changed between two trainings
  ckpt diff outputs/a outputs/b                   of two runs, configuration and overrides too
  ckpt diff a.ckpt b.ckpt --values                which layers moved, and how far
  ckpt diff a.ckpt b.ckpt --only hyperparameters,optimizers
  ckpt diff a.ckpt#state_dict.encoder b.safetensors#encoder
  ckpt diff a.ckpt b.pt --map '^model\\.(.*)=>$1' --strip-prefix module.
  ckpt diff a.ckpt b.ckpt c.ckpt                  a table of what differs
  ckpt diff a.ckpt b.ckpt --format markdown       for a pull request
  ckpt diff --quiet a.ckpt b.ckpt && echo same    by the exit code alone`;

/** Declares `diff`. */
export const addDiff: AddCommand = (program, { actions, done }) => {
  declare(program).action(async (paths: string[], options: DiffOptions) => {
    done(await actions.diff(paths, options));
  });
};

function declare(program: Program): Program {
  return program
    .command('diff')
    .description('Show what changed between checkpoints, or between runs')
    .argument('<path...>', 'checkpoints or folders; FILE#PATH for a part of one')
    .option('--only <sections>', 'only these, as in hyperparameters,weights')
    .option('--filter <glob>', 'only names that match; !GLOB excludes', collect)
    .option('--map <regex=>repl>', 'compare names of the first file under others', collect)
    .option('--strip-prefix <prefix>', 'leave out what names begin with', collect)
    .option('--strict', 'order, ties, types, devices and containers count too')
    .option('--all', 'what is equal too, and fold nothing')
    .option('--values', 'compare the elements of tensors')
    .option('--atol <number>', 'differences up to this are close (1e-8)', tolerance)
    .option('--rtol <number>', 'up to this share of the larger (1e-5)', tolerance)
    .option('--stat', 'one line')
    .option('--exit-code', 'read what it takes to be sure that nothing differs')
    .option('--quiet', 'the same, and print nothing')
    .option('--git', 'take the seven arguments of GIT_EXTERNAL_DIFF')
    .addOption(
      new Option('--format <format>', 'how to answer').choices(DIFF_FORMATS).default('text'),
    )
    .option('--limit <name=number>', 'allow a file to ask for more; repeatable', collect)
    .addHelpText('after', EXAMPLES);
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}

function tolerance(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It takes a number, 0 or more.');
}
