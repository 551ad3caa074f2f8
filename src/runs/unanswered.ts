import type { CkptError } from '../errors.ts';
import type { Run, RunRemark } from './run.ts';

/** What a link leads to is not there, which is an answer; what could not be had is none. */
const ANSWERS: ReadonlySet<string | undefined> = new Set([
  'dangling-link',
  'link-outside',
  'link-to-itself',
  'directory',
  'not-a-file',
]);

/** Whether an error says nothing about a file but that its bytes could not be had: later they may be. */
export function isUnanswered(error: CkptError | undefined): error is CkptError {
  return error?.code === 'source' && !ANSWERS.has(error.kind);
}

/** The remark that something beside the checkpoints of a run cannot be read. */
export function unreadable(
  path: string,
  error: CkptError,
  kind: 'unreadable-file' | 'unreadable-directory' = 'unreadable-file',
): RunRemark {
  const { finding } = error;
  return { kind, path, data: { finding }, ...(isUnanswered(error) && { error }) };
}

/** Why a run is not known as it is: what of it could not be had. */
export function unansweredIn({ checkpoints, jobs, remarks }: Run): readonly CkptError[] {
  return [...checkpoints, ...jobs.flatMap((job) => job.checkpoints), ...remarks].flatMap(
    ({ error }) => (isUnanswered(error) ? error : []),
  );
}
