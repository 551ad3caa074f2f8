import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Job } from './job.ts';

export interface Options {
  readonly format: string;
  /** For all formats together. */
  readonly seconds: number;
  /** For each format. */
  readonly mutants: number;
  readonly seed: number;
  readonly mode: Job['mode'];
  readonly workers: number;
  /** For each finding. */
  readonly minimizeSeconds: number;
  readonly corpus?: string;
  readonly json?: string;
  readonly replay?: string;
  /** Where what failed is put. */
  readonly findings?: string;
}

export const USAGE = `npm run fuzz -- [options]

  --format NAME    pickle unless said otherwise; all for every one in turn
  --seconds N      so long, all formats together (60)
  --mutants N      so many of each format instead
  --seed N         a number that the mutants follow from (1)
  --blind          change the seeds only; the same mutants every time
  --guided         change what reached new code too; without either, a fifth of the time
  --workers N      so many at once (one for each core)
  --corpus DIR     read more seeds from there, and keep there what reached new code
  --replay S:N     run mutant N of seed S again and tell; or a file
  --minimize N     make what fails smaller for so many seconds each (20)
  --findings DIR   put what fails there (fixtures/fuzz)
  --json FILE      append the results as lines of JSON
`;

/** Throws where they make no sense. */
export function optionsFrom(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      format: { type: 'string', default: 'pickle' },
      seconds: { type: 'string' },
      mutants: { type: 'string' },
      seed: { type: 'string', default: '1' },
      blind: { type: 'boolean', default: false },
      guided: { type: 'boolean', default: false },
      workers: { type: 'string', default: String(availableParallelism()) },
      minimize: { type: 'string', default: '20' },
      corpus: { type: 'string' },
      json: { type: 'string' },
      replay: { type: 'string' },
      findings: { type: 'string' },
    },
  });
  const { format, blind, guided, corpus, json, replay, findings } = values;
  if (blind && guided) throw new Error('--blind and --guided: take one');
  const mutants = values.mutants === undefined ? Infinity : count(values.mutants, 'mutants');
  const isTimed = values.mutants === undefined || values.seconds !== undefined;
  return {
    format,
    mutants,
    seconds: isTimed ? count(values.seconds ?? '60', 'seconds') : 2 ** 20,
    seed: count(values.seed, 'seed', 0),
    mode: blind ? 'blind' : guided ? 'guided' : 'both',
    workers: count(values.workers, 'workers'),
    minimizeSeconds: count(values.minimize, 'minimize', 0),
    ...(corpus !== undefined && { corpus }),
    ...(json !== undefined && { json }),
    ...(replay !== undefined && { replay }),
    ...(findings !== undefined && { findings }),
  };
}

function count(text: string, what: string, least = 1): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${what} takes a whole number from ${least} on, not ${text}`);
}
