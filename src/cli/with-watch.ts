import { CkptError } from '../errors.ts';
import type { ExitCode, Host } from './host.ts';
import { Interruption } from './interruption.ts';
import { Progress } from './progress.ts';
import { reportError } from './report-error.ts';

/** What long work tells while it goes on, and asks. */
export interface Watch {
  readonly onBytes: (byteLength: number) => void;
  readonly turn: () => Promise<void>;
  readonly isInterrupted: () => boolean;
}

/** Does work that takes as long as reading `total` bytes, while someone may watch or stop it. */
export async function withWatch<Result>(
  host: Host,
  what: string,
  total: number,
  work: (watch: Watch) => Promise<Result>,
): Promise<Result> {
  const interruption = new Interruption(host);
  const progress = new Progress(host, what, total);
  const { isInterrupted, turn } = interruption;
  try {
    return await work({ onBytes: progress.add, turn, isInterrupted });
  } finally {
    progress.end();
    interruption.end();
  }
}

/** Work on a file, whose errors are told rather than thrown. */
export async function reporting(
  file: string,
  host: Host,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    reportError(error, file, host);
    return 2;
  }
}
