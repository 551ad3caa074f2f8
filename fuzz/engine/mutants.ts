import { mutateBytes } from '../bytes.ts';
import { Random } from '../random.ts';
import type { Seed, Target } from '../target.ts';

/** Some mutants know nothing of the format: what a mutator never does may be what hurts. */
const BLUNT_SHARE = 0.05;

/** The mutants of a target: the same bytes for the same seed and number, wherever they are made. */
export class Mutants {
  readonly #target: Target;
  readonly seeds: readonly Seed[];
  readonly #seed: number;
  /** Inputs that reached what no seed does. */
  readonly found: Uint8Array[] = [];

  constructor(target: Target, seeds: readonly Seed[], seed: number) {
    if (seeds.length === 0) throw new Error(`${target.name} has no seeds`);
    this.#target = target;
    this.seeds = seeds;
    this.#seed = seed;
  }

  /** Of the seeds alone. */
  blind(number: number): Uint8Array {
    const random = new Random(this.#seed, number);
    const seed = random.pick(this.seeds).bytes;
    return this.#mutant(random, seed, random.pick(this.seeds).bytes);
  }

  /** Of the seeds and of what was found: the newest are worth the most. */
  guided(number: number): Uint8Array {
    const random = new Random(~this.#seed, number);
    return this.#mutant(random, this.#either(random), this.#either(random));
  }

  #either(random: Random): Uint8Array {
    const { found } = this;
    if (found.length === 0 || random.chance(0.3)) return random.pick(this.seeds).bytes;
    if (random.chance(0.5)) return random.pick(found);
    return found[found.length - 1 - random.size(found.length)] ?? random.pick(found);
  }

  #mutant(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array {
    if (random.chance(BLUNT_SHARE)) return mutateBytes(random, seed, other);
    return this.#target.mutate(random, seed, other);
  }
}
