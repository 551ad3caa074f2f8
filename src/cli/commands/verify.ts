import { Option } from 'commander';
import type { AddCommand } from '../command.ts';
import { type HashOptions, VERIFY_FORMATS, type VerifyOptions } from './verify-options.ts';

const VERIFY_EXAMPLES = `
Exit codes: 0 intact or consistent, 1 damaged, 2 could not tell.

Examples:
  ckpt verify last.ckpt
  ckpt verify model.safetensors.index.json        all shards
  ckpt verify last.ckpt --manifest last.json      against digests kept before`;

const HASH_EXAMPLES = `
Examples:
  ckpt hash last.ckpt                             digests of the weights
  ckpt hash model.safetensors                     the same for the same weights
  ckpt hash last.ckpt --manifest last.json        kept for ckpt verify`;

/** Declares `verify`. */
export const addVerify: AddCommand = (program, { actions, done }) => {
  program
    .command('verify')
    .description('Tell whether a checkpoint is intact, as far as its format can tell')
    .argument('<file>', 'a checkpoint, or the index of a sharded one')
    .option('--manifest <file>', 'compare with digests that ckpt hash wrote')
    .addOption(formatOption())
    .option('--limit <name=number>', 'allow a file to ask for more; repeatable', collect)
    .addHelpText('after', VERIFY_EXAMPLES)
    .action(async (file: string, options: VerifyOptions) => {
      done(await actions.verify(file, options));
    });
};

/** Declares `hash`. */
export const addHash: AddCommand = (program, { actions, done }) => {
  program
    .command('hash')
    .description('Print digests of the weights that do not depend on the file they are in')
    .argument('<file>', 'a checkpoint, or the index of a sharded one')
    .option('--all', 'all tensors by their paths, not the weights by their names')
    .option('--manifest <file>', 'write the digests, for ckpt verify')
    .option('--force', 'write over a manifest that is there')
    .addOption(formatOption())
    .option('--limit <name=number>', 'allow a file to ask for more; repeatable', collect)
    .addHelpText('after', HASH_EXAMPLES)
    .action(async (file: string, options: HashOptions) => {
      done(await actions.hash(file, options));
    });
};

function formatOption(): Option {
  return new Option('--format <format>', 'how to answer').choices(VERIFY_FORMATS).default('text');
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
