import type { Target as Source } from '../../fuzz/target.ts';
import type { Reply } from './oracle.ts';

/** One way in which two readers of the same bytes do not agree. */
export interface Divergence {
  /** A stable word: inputs with the same one are likely to have the same cause. */
  readonly kind: string;
  readonly detail: string;
}

/** Counts what was compared, and what is let pass for a known reason. */
export type Tally = (what: string, count?: number) => void;

/** What is compared with one real loader. */
export interface Target<Answer> {
  readonly what: string;
  /** The packages of Python’s that it needs. */
  readonly packages: readonly string[];
  /** Inputs that are asked about at once. */
  readonly batch: number;
  /** Where mutants come from. */
  readonly source: Pick<Source, 'seeds' | 'mutate'>;
  /** What is made of a mutant before readers get it. */
  wrap?(mutant: Uint8Array): Uint8Array;
  /** `undefined` where both say the same, or where it is known why not: then `tally` counts it. */
  compare(
    input: Uint8Array,
    reply: Reply<Answer>,
    tally: Tally,
  ): Promise<Divergence | undefined> | Divergence | undefined;
}
