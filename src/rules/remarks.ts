import type { Run, RunRemark } from '../runs/run.ts';

/** Those of the run itself: a job of a sweep that left checkpoints is a run of its own. */
export function ownRemarks({ remarks, jobs }: Run): readonly RunRemark[] {
  const others = jobs.filter(({ checkpoints }) => checkpoints.length > 0);
  return remarks.filter(
    ({ path }) => !others.some((job) => path === job.path || path.startsWith(`${job.path}/`)),
  );
}
