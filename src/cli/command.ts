import type { Command as Program } from 'commander';
import type { ConvertOptions } from './commands/convert-options.ts';
import type { DiffOptions } from './commands/diff-options.ts';
import type { InspectOptions } from './commands/inspect-options.ts';
import type { LsOptions } from './commands/ls-options.ts';
import type { RulesOptions } from './commands/rules.ts';
import type { ScanCommandOptions } from './commands/scan-options.ts';
import type { StatsOptions } from './commands/stats-options.ts';
import type { TextconvOptions } from './commands/textconv-options.ts';
import type { ValidateCommandOptions } from './commands/validate-options.ts';
import type { HashOptions, VerifyOptions } from './commands/verify-options.ts';
import type { ExitCode, Host } from './host.ts';

/** A mistake on the command line: one sentence, and what to type instead. */
export class UsageError extends Error {}

/** The answer could not be written: a full disk, a device that failed. What there is to say is said. */
export class OutputError extends Error {}

/** What the commands do. Their declarations are loaded apart, so they are given it. */
export interface Actions {
  inspect(files: readonly string[], options: InspectOptions): Promise<ExitCode>;
  validate(paths: readonly string[], options: ValidateCommandOptions): Promise<ExitCode>;
  rules(options: RulesOptions): Promise<ExitCode>;
  explain(rule: string): Promise<ExitCode>;
  scan(paths: readonly string[], options: ScanCommandOptions): Promise<ExitCode>;
  list(paths: readonly string[], options: LsOptions): Promise<ExitCode>;
  diff(paths: readonly string[], options: DiffOptions): Promise<ExitCode>;
  textconv(file: string, options: TextconvOptions): Promise<ExitCode>;
  convert(paths: readonly string[], options: ConvertOptions): Promise<ExitCode>;
  stats(file: string, options: StatsOptions): Promise<ExitCode>;
  verify(file: string, options: VerifyOptions): Promise<ExitCode>;
  hash(file: string, options: HashOptions): Promise<ExitCode>;
}

interface CommandContext {
  readonly host: Host;
  readonly actions: Actions;
  /** Takes the exit code of an action. */
  readonly done: (code: ExitCode) => void;
}

/** Gives the program a command. */
export type AddCommand = (program: Program, context: CommandContext) => void;
