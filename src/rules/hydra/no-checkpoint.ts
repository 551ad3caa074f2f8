import { textOf } from '../../frameworks/common/entries.ts';
import type { Run, RunJob } from '../../runs/run.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { fileBelow } from '../file-below.ts';
import { outsideFolders } from '../hydra-folders.ts';
import { toldOverride } from '../hydra-override.ts';
import { defineRule } from '../rule.ts';

/** Jobs that train nothing. */
const NO_TRAINING = /^(?:eval|test|predict|infer|preproc|prepare|download|export|convert)/i;

/**
 * Whether a relative path leads into the output directory is the job’s choice:
 * https://hydra.cc/docs/tutorials/basic/running_your_app/working_directory/
 */
export const noCheckpoint = defineRule({
  id: 'hydra/no-checkpoint',
  summary: 'Every job of Hydra left a checkpoint in its directory',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['run'],

  *find({ run, file }) {
    const job = textOf(run.facts.get('job')) ?? '';
    const elsewhere = {
      folders: outsideFolders(run),
      launchFolder:
        run.facts.get('changes directory') === false
          ? (textOf(run.facts.get('launch directory')) ?? null)
          : null,
    };
    if (run.kind === 'hydra-run' && run.checkpoints.length === 0) {
      const error = run.logs.find((log) => log.error !== undefined)?.error ?? null;
      if (error === null && NO_TRAINING.test(job)) return;
      const overrides = run.overrides.map(toldOverride);
      yield {
        file,
        data: { jobs: numbersOf([]), overrides, error, log: logIn(run, ''), ...elsewhere },
      };
    }
    if (NO_TRAINING.test(job)) return;
    for (const [error, [first, ...others]] of emptyJobs(run)) {
      if (first === undefined) continue;
      yield {
        file: fileBelow(file, first.path),
        data: {
          jobs: numbersOf([first, ...others]),
          overrides: first.overrides.map(toldOverride),
          error: error === '' ? null : error,
          log: logIn(run, first.path),
          ...elsewhere,
        },
      };
    }
  },

  message({ jobs, overrides, error }) {
    const [first, ...others] = jobs;
    const started = overrides.length > 0 ? ` (${exampleText(examplesOf(overrides))})` : '';
    const who = first === undefined ? 'the job' : `job ${first} of the sweep${started}`;
    const all = others.length === 0 ? who : `${who} and ${others.length} more`;
    const verb = others.length === 0 ? 'has' : 'have';
    return `${all} ${verb} no checkpoint${error === null ? '' : `: the log ends in ${error}`}`;
  },

  cure({ error, log, folders: [folder], launchFolder }) {
    if (error !== null) {
      return `mend what ${log ?? 'the log'} tells and start it again; it left nothing to resume from`;
    }
    if (folder !== undefined) return `look in ${folder}, where the configuration saves checkpoints`;
    if (launchFolder === null) return 'look where the program saves its checkpoints, if it does';
    return (
      `look below ${launchFolder}: Hydra started the job there, so that relative paths lead there; ` +
      'save below HydraConfig.get().runtime.output_dir, or set hydra.job.chdir=True'
    );
  },
});

function numbersOf(jobs: readonly RunJob[]): readonly number[] {
  return jobs.map(({ number }) => number);
}

/** Jobs without any file, by the error that ended them: one cause may end many. */
function emptyJobs({ jobs }: Run): ReadonlyMap<string, readonly RunJob[]> {
  const empty = new Map<string, RunJob[]>();
  for (const job of jobs) {
    // Files that cannot be read are findings of their own.
    if (job.checkpoints.length > 0) continue;
    const error = job.error ?? '';
    const alike = empty.get(error);
    if (alike === undefined) empty.set(error, [job]);
    else alike.push(job);
  }
  return empty;
}

function logIn({ logs }: Run, folder: string): string | null {
  const log = logs.find(
    ({ path, error }) => error !== undefined && (folder === '' || path.startsWith(`${folder}/`)),
  );
  return log?.path ?? null;
}
