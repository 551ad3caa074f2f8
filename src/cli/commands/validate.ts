import { InvalidArgumentError, Option } from 'commander';
import type { AddCommand } from '../command.ts';
import { QUESTIONS, VALIDATE_FORMATS, type ValidateCommandOptions } from './validate-options.ts';

const EXAMPLES = `
Examples:
  ckpt validate best.ckpt                         will it load, will training go on
  ckpt validate outputs/2025-10-24/22-15-03       a run: its checkpoints and what lies around them
  ckpt validate best.ckpt --for share             before it is given away
  ckpt validate best.ckpt --torch 2.6 --expect num_items=7000
  ckpt validate config.yaml --metrics abs_rel,rmse
  ckpt validate models --strict --format sarif > ckpt.sarif
Exit code: 0 sound, 1 an error was found, 2 nothing can be told of some file.`;

/** Declares `validate`. */
export const addValidate: AddCommand = (program, { actions, done }) => {
  program
    .command('validate')
    .description('Say whether checkpoints are sound, will load and will resume')
    .argument('<path...>', 'checkpoints, folders of runs, whole trees, a configuration')
    .addOption(
      new Option('--for <question>', 'what you want of it: some of load, resume, eval, share')
        .argParser(questions)
        .default(undefined, 'load,resume'),
    )
    .addOption(new Option('--torch <version>', 'the torch that will load it').argParser(version))
    .addOption(
      new Option('--lightning <version>', 'the Lightning that will load it').argParser(version),
    )
    .option('--expect <key=value>', 'a hyperparameter you will use it with; repeatable', collect)
    .option('--expect-from <file>', 'hyperparameters you will use it with, from a configuration')
    .option('--metrics <names>', 'the metrics that training logs, by commas', names)
    .option('--data', 'read every tensor too: NaN, infinities, weights of nothing but zeros')
    .option('--reference <file>', 'a checkpoint that it should resemble')
    .option('--strict', 'warnings count as errors do')
    .option('--rule <id>', 'only this rule, or category; repeatable', collect)
    .option('--ignore <id>', 'not this rule, or category; repeatable', collect)
    .option('--policy <file>', 'what your project asks of checkpoints (ckpt.yaml, if there is one)')
    .addOption(
      new Option('--format <format>', 'how to answer').choices(VALIDATE_FORMATS).default('text'),
    )
    .option('--limit <name=number>', 'allow a file to ask for more; repeatable', collect)
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: ValidateCommandOptions) => {
      done(await actions.validate(paths, options));
    });
};

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}

function names(value: string, earlier: readonly string[] = []): string[] {
  const listed = value.split(',').map((name) => name.trim());
  return [...earlier, ...listed.filter((name) => name !== '')];
}

function questions(value: string, earlier: readonly string[] = []): string[] {
  const known: readonly string[] = QUESTIONS;
  const asked = names(value, earlier);
  const strange = asked.find((name) => !known.includes(name));
  if (strange === undefined) return asked;
  throw new InvalidArgumentError(`It takes some of ${QUESTIONS.join(', ')}.`);
}

function version(text: string): string {
  if (/^\d{1,4}(?:\.\d{1,4}){0,2}$/.test(text)) return text;
  throw new InvalidArgumentError('It takes a version, as 2.6 or 2.6.0.');
}
