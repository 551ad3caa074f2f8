import { describe, expect, it } from 'vitest';
import { attempt } from '../../fuzz/engine/attempt.ts';
import { Mutants } from '../../fuzz/engine/mutants.ts';
import { TARGETS } from '../../fuzz/targets.ts';
import { announce } from '../support/corpus.ts';

/** A few of the millions of mutants that `npm run fuzz` runs: the same ones each time. */
const MUTANTS = 300;
const SEED = 7;

describe('changed files give a result or a typed error', () => {
  let count = 0;
  for (const target of TARGETS) {
    it(`${target.name}, so many mutants: ${MUTANTS}`, async () => {
      const mutants = new Mutants(target, await target.seeds(), SEED);
      for (let number = 0; number < MUTANTS; number += 1) {
        const failure = await attempt(target, mutants.blind(number));
        expect(failure, `mutant ${SEED}:${number} of ${target.name}`).toBeUndefined();
        count += 1;
      }
    });
  }

  it('counts what it did', () => {
    announce(`fuzz: ${count} mutants of ${TARGETS.length} formats`);
    expect(count).toBe(MUTANTS * TARGETS.length);
  });
});

it('makes the same mutants of the same seed and number', async () => {
  for (const target of TARGETS) {
    const seeds = await target.seeds();
    const [once, again] = [new Mutants(target, seeds, SEED), new Mutants(target, seeds, SEED)];
    for (let number = 0; number < 20; number += 1) {
      expect(again.blind(number), target.name).toEqual(once.blind(number));
    }
    expect(once.blind(1)).not.toEqual(new Mutants(target, seeds, SEED + 1).blind(1));
  }
});
