import { Argument, type Command as Program } from 'commander';
import type { AddCommand } from '../command.ts';
import { completionScript } from '../completion-scripts.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const addCompletion: AddCommand = (program, { host }) => {
  program
    .command('completion')
    .description('Print a script that completes ckpt’s commands and options')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
To try it:
  bash   source <(ckpt completion bash)
  zsh    source <(ckpt completion zsh)
  fish   ckpt completion fish | source
To keep it, put that line into ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish.`,
    )
    .action(async (shell: (typeof SHELLS)[number]) => {
      host.out(completionScript(shell, commandsOf(program)));
    });
};

/** A command as completion knows it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** Whether its operands are files. */
  readonly takesFiles: boolean;
  /** What its operand may be, where that is a choice. */
  readonly choices: readonly string[];
}

export interface CompletedOption {
  readonly flag: string;
  readonly summary: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

function commandsOf(program: Program): CompletedCommand[] {
  return program.commands.map((command) => {
    const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
    return {
      name: command.name(),
      summary: command.description(),
      takesFiles: choices.length === 0,
      choices,
      options: [...command.options, { long: '--help', description: 'show help' }].map((option) => ({
        flag: option.long ?? '',
        summary: option.description,
        takesValue: 'required' in option && option.required,
        choices: ('argChoices' in option && option.argChoices) || [],
      })),
    };
  });
}
