import type { FileRange } from '../../formats/zip-check.ts';
import type { Reduced, Reduction } from '../../kernels/reducer.ts';

/** Elements that lie in a row in a file. */
interface Stretch extends FileRange {
  readonly reduction: Reduction;
}

/** Reads and reduces beside us, several stretches at a time. */
export interface ReduceWorkers {
  /** `undefined` where it cannot: then whoever asks does it, and learns why. */
  reduce(stretch: Stretch): Promise<Reduced | undefined>;
  /** The CRC-32 of a range; `undefined` likewise. */
  checksum(range: FileRange): Promise<number | undefined>;
  /** Ends all of them; what is still asked for is not done. */
  end(): Promise<void>;
}
