import { type ChildProcess, fork } from 'node:child_process';
import type { Job, Report } from './job.ts';

/** What tells the processes that do the work from the one that people start. */
export const GUARD = 'guard';

/** A process of its own for a worker. `ended` is called once, when it is gone. */
export function start(
  job: Job,
  heard: (report: Report) => void,
  ended: (signal: string | null) => void,
): ChildProcess {
  const child = fork(import.meta.filename, [GUARD], {
    serialization: 'advanced',
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.on('message', (report) => heard(report as Report));
  child.once('exit', (_code, signal) => ended(signal));
  child.send(job);
  return child;
}
