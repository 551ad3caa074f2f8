import type { ByteSink } from '../../bytes/sink.ts';
import type { Stretch } from '../../writers/draft.ts';

/** Fewer bytes are written before others are there to help. */
export const LEAST_HELPED_BYTES = 2 ** 25;

/** Stretches that are put one behind the other, from `position` on. */
interface CopyJob {
  readonly sink: ByteSink;
  readonly position: number;
  /** Of sources that are no part of another. */
  readonly stretches: readonly Stretch[];
  /** Whether their checksums are wanted. */
  readonly isSummed: boolean;
}

/** Copies beside us, several jobs at a time. */
export interface CopyWorkers {
  /**
   * The CRC-32 of what was written for each stretch, 0 where nobody wants it. `undefined` where it cannot:
   * then whoever asks does all of the job, and learns why.
   */
  copy(job: CopyJob): Promise<readonly number[] | undefined>;
  /** Ends all of them. Jobs must be done. */
  end(): Promise<void>;
}
