import type { Command as Program } from 'commander';
import type { ExitCode, Host } from './host.ts';

/** A mistake on the command line: one sentence, and what to type instead. */
export class UsageError extends Error {}

/** Gives the program a command, which reports its exit code to `done`. */
export type AddCommand = (program: Program, host: Host, done: (code: ExitCode) => void) => void;
