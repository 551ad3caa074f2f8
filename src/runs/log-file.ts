import { latin1Text, utf8Text } from '../bytes/text.ts';
import { CkptError } from '../errors.ts';
import { obstacleTo } from './checkpoint-file.ts';
import type { RunReading } from './config-file.ts';
import type { RunLog } from './run.ts';
import type { FoundFile } from './survey.ts';
import { unreadable } from './unanswered.ts';

/** What a job prints: `train.log`, and of submitit `123_0_log.out`. */
export function isLogName(name: string): boolean {
  return /\.log$|_log\.(?:out|err)$/.test(name);
}

/** A traceback is at the end, and frames of compiled models make long ones. */
const TAIL_BYTES = 64 * 1024;

export async function readLog(file: FoundFile, reading: RunReading): Promise<RunLog | undefined> {
  const { directory, entry, path } = file;
  try {
    const obstacle = obstacleTo(directory, entry);
    if (obstacle !== undefined) throw obstacle;
    const { source, close } = await directory.open(entry.name);
    try {
      const { byteLength } = source;
      const bytes = await source.read(Math.max(0, byteLength - TAIL_BYTES), byteLength);
      const error = errorAtEnd(utf8Text(bytes) ?? latin1Text(bytes));
      return { path, byteLength, ...(error !== undefined && { error }) };
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    reading.remarks.push(unreadable(path, error));
    return undefined;
  }
}

/** Hydra, logging and tqdm begin a line of their own so. */
const RECORD = /^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d|^(?:INFO|WARNING|DEBUG|ERROR|CRITICAL)[:\s]/;
const EXCEPTION = /^[A-Za-z_][\w.]*(?::|$)/;

/**
 * The last line of the traceback that ends a log: the exception and what it says. A job that logged
 * something after it went on.
 */
export function errorAtEnd(log: string): string | undefined {
  const lines = log.split(/\r?\n/);
  const start = lines.findLastIndex((line) => line.startsWith('Traceback (most recent call last)'));
  if (start < 0) return undefined;
  const after = lines.slice(start + 1);
  const error = after.findIndex((line) => EXCEPTION.test(line));
  if (error < 0 || after.slice(error + 1).some((line) => RECORD.test(line))) return undefined;
  return after[error]?.trimEnd();
}
