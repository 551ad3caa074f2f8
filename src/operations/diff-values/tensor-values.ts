import type { Tolerances } from '../../kernels/compare-block.ts';

/** What comparing the values of two tensors found. */
export interface TensorValues {
  /**
   * `equal`: all are the same numbers, NaN as NaN. `close`: all within the tolerances. `unknown`: on
   * one side there are no values to compare.
   */
  readonly status: 'equal' | 'close' | 'differ' | 'unknown';
  readonly elementCount: number;
  /** Why it is not known, or why there are no numbers. */
  readonly reason?: string;
  /** Absent for element types of which only the bytes are compared. */
  readonly numbers?: ValueNumbers;
}

export interface ValueNumbers {
  /** So many elements are not the same. */
  readonly differing: number;
  /** So many of them are NaN or infinite on one side, and count in nothing below. */
  readonly nonFinite: number;
  readonly maxAbs: number;
  readonly meanAbs: number;
  /** The length of the difference, as a share of the length of the left: `undefined` where that is 0. */
  readonly relativeL2: number | undefined;
  /** Of the angle between the two; `undefined` where one has no length. */
  readonly cosine: number | undefined;
  /** What sums over several tensors are made of. */
  readonly squares: { readonly difference: number; readonly left: number };
}

/** Those of `torch.allclose` and `numpy.allclose`. */
export const DEFAULT_TOLERANCES: Tolerances = { atol: 1e-8, rtol: 1e-5 };
