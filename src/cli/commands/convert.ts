import { Option, type Command as Program } from 'commander';
import type { AddCommand } from '../command.ts';
import { CONVERT_DTYPES, CONVERT_TARGETS, type ConvertOptions } from './convert-options.ts';

const EXAMPLES = `
Examples:
  ckpt convert best.ckpt best.safetensors                 the weights, nothing else
  ckpt convert best.ckpt best.safetensors --dtype bf16 --dry-run
  ckpt convert best.ckpt small.ckpt --drop optimizer,schedulers,callbacks
  ckpt convert best.ckpt plain.ckpt --plain               loads with weights_only=True
  ckpt convert best.ckpt fixed.ckpt --set hyper_parameters.num_items=6807
  ckpt convert big.pt model.safetensors --shard-size 5GB
  ckpt convert model.safetensors.index.json model.pt      shards become one file
  ckpt convert best.ckpt net.safetensors --strip-prefix model. --exclude '*.num_batches_tracked'
  ckpt convert best.ckpt best.npz --dtype f32 --check
  ckpt convert best.ckpt card.md                          a table without the tensors`;

/** Declares `convert`. */
export const addConvert: AddCommand = (program, { actions, done }) => {
  declare(program).action(async (paths: string[], options: ConvertOptions) => {
    done(await actions.convert(paths, options));
  });
};

function declare(program: Program): Program {
  return program
    .command('convert')
    .description('Write a checkpoint in another form, without loading it into memory')
    .usage('[options] <in> <out>')
    .argument('<paths...>', 'what to read, and what to write; with --merge several to read')
    .addOption(
      new Option('--to <form>', 'what to write, if the name of OUT does not tell').choices(
        CONVERT_TARGETS,
      ),
    )
    .option('--select <path>', 'only a part of the tree; otherwise the weights, for pt all')
    .option('--ema', 'the averaged weights')
    .option('--raw', 'the weights that were averaged')
    .option('--include <glob>', 'only weights of such names; repeatable', collect)
    .option('--exclude <glob>', 'no weights of such names; repeatable', collect)
    .option('--strip-prefix <text>', 'take it off the beginnings of names')
    .option('--add-prefix <text>', 'put it before names')
    .option(
      '--rename <rule>',
      "'REGEX=>REPLACEMENT', or a file with a rule a line; repeatable",
      collect,
    )
    .addOption(new Option('--dtype <type>', 'cast weights that are floats').choices(CONVERT_DTYPES))
    .option('--keep-dtype <glob>', 'but not those of such names; repeatable', collect)
    .option(
      '--drop <parts>',
      'leave out optimizer,schedulers,callbacks,... or top-level keys',
      collect,
    )
    .option('--set <path=value>', 'change a value, or add one; repeatable', collect)
    .option('--unset <path>', 'remove a value; repeatable', collect)
    .option('--plain', 'turn known objects into plain values, so that weights_only loads it')
    .option('--drop-opaque', 'leave out objects that cannot be turned into plain values')
    .option('--metadata <key=value>', 'put it into the header of safetensors; repeatable', collect)
    .option('--hyperparameters-as-metadata', 'put the hyperparameters there too')
    .option('--shard-size <size>', 'split safetensors into files of at most so much, as in 5GB')
    .option('--merge', 'read several files that are parts of one checkpoint')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--force', 'replace OUT if it is there')
    .option('--check', 'read OUT again and compare every tensor')
    .option('--limit <name=number>', 'allow a file to ask for more; repeatable', collect)
    .addHelpText('after', EXAMPLES);
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
