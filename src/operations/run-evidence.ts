/** What the run that a checkpoint lies in tells of it. */
import { SourceError } from '../errors.ts';
import type { Directory } from '../runs/directory.ts';
import { folderOf } from '../runs/recorded-path.ts';
import type { CheckpointFile, Run } from '../runs/run.ts';
import { isUnanswered, unansweredIn } from '../runs/unanswered.ts';
import type { Surroundings } from './validate.ts';

/** A run with what there is of configurations and logs: none is no evidence. */
export function runEvidence(run: Run): Surroundings {
  const { configs, metrics } = run;
  return {
    run,
    ...(configs.length > 0 && { configs }),
    ...(metrics.length > 0 && { metrics }),
  };
}

/** What a run tells of the file at `path`, which is below the run’s folder. */
function evidenceOf(run: Run, path: string): Surroundings {
  const { checkpoints, jobs } = run;
  const own = [...checkpoints, ...jobs.flatMap((job) => job.checkpoints)].find(
    (file) => file.path === path,
  );
  return {
    ...runEvidence(run),
    siblings: checkpoints.filter((file) => file !== own && isBeside(file, path)),
    ...(own !== undefined && { checkpointFile: own }),
  };
}

/**
 * What a run tells of the file at `path` where all of it could be had. Of a part of a run rules would say
 * what is not so; then there is only why the file itself could not be had, if that is it.
 */
export function evidenceIfWhole(run: Run, path: string): Surroundings {
  const evidence = evidenceOf(run, path);
  if (unansweredIn(run).length === 0) return evidence;
  const { checkpointFile: own } = evidence;
  const remark = run.remarks.find((one) => one.error !== undefined && one.path === own?.path);
  const error = own?.error ?? remark?.error;
  if (own === undefined || !isUnanswered(error)) return { missing: PARTLY_HAD };
  const { checkpoint: _, ...row } = own;
  return { checkpointFile: { ...row, error }, missing: PARTLY_HAD };
}

/**
 * To tell of its run, all files beside one are opened, which for one file must not take much longer than
 * opening that. Who names the folder has all of them read anyhow.
 */
export const MOST_BESIDE = 16;

export const TOO_MANY = missingRun(
  `more than ${MOST_BESIDE} checkpoints beside it: name the folder`,
);
export const UNLISTED = missingRun('its folder cannot be listed');
const PARTLY_HAD = missingRun('not all of its run could be read');

/** The evidence of a run, each with why it is missing. */
function missingRun(reason: string) {
  return {
    run: reason,
    checkpointFile: reason,
    siblings: reason,
    configs: reason,
    metrics: reason,
  };
}

function isBeside(file: CheckpointFile, path: string): boolean {
  return folderOf(file.path) === folderOf(path);
}

/** `undefined` where it is no folder, or may not be listed. */
export async function namesIn(directory: Directory): Promise<readonly string[] | undefined> {
  try {
    return (await directory.list()).map(({ name }) => name);
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
