import type { FileRange } from '../formats/zip-check.ts';
import type { Judgement } from '../kernels/compare-block.ts';
import type { Reduced, Reduction } from '../kernels/reducer.ts';
import type { KernelType } from '../kernels/widen.ts';

/** Elements that lie in a row in a file. */
interface Stretch extends FileRange {
  readonly reduction: Reduction;
}

/** As many elements of two files, in a row in each. */
export interface TwoStretches {
  readonly left: TypedRange;
  /** Without it the left is compared with itself. */
  readonly right?: TypedRange;
  readonly judgement: Judgement;
}

export interface TypedRange extends FileRange {
  readonly type: KernelType;
}

/** What comparing found: that the bytes are the same, or the records of all blocks. */
export type ComparedStretch = 'same' | Float64Array;

/** Reads files and works on what they hold, several stretches at a time. */
export interface ReduceWorkers {
  /** `undefined` where it cannot: then whoever asks does it, and learns why. */
  reduce(stretch: Stretch): Promise<Reduced | undefined>;
  /** The CRC-32 of a range; `undefined` likewise. */
  checksum(range: FileRange): Promise<number | undefined>;
  /** `undefined` likewise. */
  compare(stretches: TwoStretches): Promise<ComparedStretch | undefined>;
  /** Ends all of them; what is still asked for is not done. */
  end(): Promise<void>;
}
