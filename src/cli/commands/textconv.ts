import type { AddCommand } from '../command.ts';
import type { TextconvOptions } from './textconv-options.ts';

const EXAMPLES = `
To have git show checkpoints, in .gitattributes:
  *.ckpt diff=ckpt
and once:
  git config diff.ckpt.textconv 'ckpt textconv'
  git config diff.ckpt.cachetextconv true`;

/** Declares `textconv`. */
export const addTextconv: AddCommand = (program, { actions, done }) => {
  program
    .command('textconv')
    .description('Print a checkpoint as lines of text, for git diff')
    .argument('<file>', 'a checkpoint')
    .option('--no-hash', 'without digests of the tensors’ values: read headers only')
    .option('--limit <name=number>', 'allow a file to ask for more; repeatable', collect)
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: TextconvOptions) => {
      done(await actions.textconv(file, options));
    });
};

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
