import { InvalidArgumentError, Option, type Command as Program } from 'commander';
import { SECTIONS, type SectionName, sectionNamed } from '../../operations/sections.ts';
import type { AddCommand } from '../command.ts';
import { FORMATS, INSPECT_DEFAULTS, type InspectOptions, SORTS } from './inspect-options.ts';

const EXAMPLES = `
Examples:
  ckpt inspect best.ckpt                          what is in it, on one screen
  ckpt inspect best.ckpt --tensors --sort size    every tensor, the largest first
  ckpt inspect best.ckpt --filter '*.weight' --filter '!decoder.*'
  ckpt inspect best.ckpt --path 'optimizer_states[0].param_groups[0]'
  ckpt inspect best.ckpt --path 'state_dict["mu.bias"]' --values 10
  ckpt inspect best.ckpt --path 'state_dict.encoder.0.weight[0, :5]' --values 5
  ckpt inspect best.ckpt --section hyperparameters --format yaml > config.yaml
  ckpt inspect best.ckpt --format json | jq .tree.hyper_parameters
  ckpt inspect best.ckpt --hash                   SHA-256 of every tensor
  ckpt inspect half.ckpt --salvage                what is left of a truncated file`;

/** Declares `inspect`. */
export const addInspect: AddCommand = (program, { actions, done }) => {
  declare(program).action(async (files: string[], options: InspectOptions) => {
    done(await actions.inspect(files, options));
  });
};

function declare(program: Program): Program {
  const command = program
    .command('inspect')
    .description('Show what is in a checkpoint, reading only its headers')
    .argument('<file...>', 'checkpoints, or indexes of sharded ones')
    .option('--tensors', 'list every tensor instead of the tree')
    .addOption(new Option('--sort <order>', 'order of the list').choices(SORTS))
    .option('--filter <glob>', 'only tensors whose name or path matches; !GLOB excludes', collect)
    .option('--path <path>', 'only a part of the tree')
    .addOption(
      new Option('--section <name>', 'only a part of the training state, in full')
        .choices(SECTIONS)
        .argParser(section),
    )
    .option('--depth <levels>', 'so many levels of the tree', wholeNumber)
    .option('--all', 'fold and hide nothing')
    .option('--values <count>', 'the first elements of the tensor at --path', wholeNumber)
    .option('--hash', 'SHA-256 of each tensor’s row-major little-endian bytes')
    .option('--salvage', 'show what is left of a damaged file')
    .addOption(
      new Option('--format <format>', 'how to answer')
        .choices(FORMATS)
        .default(INSPECT_DEFAULTS.format),
    )
    .option('--limit <name=number>', 'allow a file to ask for more; repeatable', collect);
  return command.addHelpText('after', EXAMPLES);
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}

function section(name: string): SectionName {
  const found = sectionNamed(name);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Allowed choices are ${SECTIONS.join(', ')}.`);
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It takes a whole number.');
}
