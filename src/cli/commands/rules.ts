import { Option } from 'commander';
import type { AddCommand } from '../command.ts';

const RULES_FORMATS = ['text', 'json'] as const;

export interface RulesOptions {
  readonly format: (typeof RULES_FORMATS)[number];
}

/** Declares `rules` and `explain`. */
export const addRules: AddCommand = (program, { actions, done }) => {
  program
    .command('rules')
    .description('List the rules of validate')
    .addOption(
      new Option('--format <format>', 'how to answer').choices(RULES_FORMATS).default('text'),
    )
    .action(async (options: RulesOptions) => done(await actions.rules(options)));
  program
    .command('explain')
    .description('Print the page of a rule: what it finds, why it matters, what to do')
    .argument('<rule>', 'its id, as tensor/outside-storage')
    .action(async (id: string) => done(await actions.explain(id)));
};
