import { CkptError } from '../../src/errors.ts';

/** What a caller can tell of an error, as data. */
export interface Refusal {
  /** The name of its class. */
  readonly error: string;
  readonly kind: string | undefined;
  readonly offset: number | undefined;
  readonly finding: string;
  readonly data: CkptError['data'];
  readonly cause: unknown;
}

function told(error: unknown): Refusal {
  if (!(error instanceof CkptError)) throw error;
  const { name, kind, place, finding, data, cause } = error;
  return { error: name, kind, offset: place.offset, finding, data, cause };
}

/** The `CkptError` that `run` throws; any other passes through, and so does a missing one. */
export function refusalOf(run: () => unknown): Refusal {
  try {
    run();
  } catch (error) {
    return told(error);
  }
  throw new Error('nothing was refused');
}

export async function refusal(promise: Promise<unknown>): Promise<Refusal> {
  try {
    await promise;
  } catch (error) {
    return told(error);
  }
  throw new Error('nothing was refused');
}
