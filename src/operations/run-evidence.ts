/** What the run that a checkpoint lies in tells of it. */
import { SourceError } from '../errors.ts';
import type { Directory } from '../runs/directory.ts';
import { folderOf } from '../runs/recorded-path.ts';
import type { CheckpointFile, Run } from '../runs/run.ts';
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
export function evidenceOf(run: Run, path: string): Surroundings {
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
