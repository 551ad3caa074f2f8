import { CkptError } from '../../src/errors.ts';
import type { Target } from '../target.ts';
import { type Failure, failureOf } from './failure.ts';

/** Runs one input; gives what may never happen, if it did. */
export async function attempt(target: Target, bytes: Uint8Array): Promise<Failure | undefined> {
  try {
    await target.run(bytes);
    return undefined;
  } catch (error) {
    return error instanceof CkptError ? undefined : failureOf(error);
  }
}
