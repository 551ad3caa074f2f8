import type { Random } from './random.ts';

export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One kind of input: where its mutants come from, and everything a user could do with one. */
export interface Target {
  /** What `--format` calls it. */
  readonly name: string;
  /** Small files that are worth changing. The order is the same every time, or no mutant could be made again. */
  seeds(): Promise<readonly Seed[]>;
  /** Another input, made from `seed` and perhaps parts of `other`. It depends on nothing but its arguments. */
  mutate(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array;
  /** Returns, or throws a `CkptError`. Anything else is a finding. */
  run(bytes: Uint8Array): Promise<void>;
}
