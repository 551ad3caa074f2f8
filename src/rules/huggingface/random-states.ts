import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

const STATE = /^(rng_state|random_states)_(\d{1,6})\.(pth|pkl)$/;

/** https://github.com/huggingface/diffusers/issues/2091 */
export const randomStates = defineRule({
  id: 'huggingface/random-states',
  summary: 'Every process left the state of its random numbers',
  severity: 'warning',
  questions: ['resume'],
  needs: ['names'],

  *find({ names, file }) {
    // Said once for a folder: with the optimizer, which is what they belong to.
    if (!/(?:^|\/)optimizer\.(?:pt|bin)$/.test(file)) return;
    const states = names.flatMap((name) => {
      const [, stem, digits, extension] = STATE.exec(name) ?? [];
      return digits === undefined ? [] : [{ stem, rank: Number(digits), extension }];
    });
    const last = Math.max(-1, ...states.map(({ rank }) => rank));
    const [{ stem, extension } = { stem: '', extension: '' }] = states;
    if (last > 100_000) return;
    const there = new Set(states.map(({ rank }) => rank));
    const missing: string[] = [];
    for (let rank = 0; rank < last; rank += 1) {
      if (!there.has(rank)) missing.push(`${stem}_${rank}.${extension}`);
    }
    if (missing.length > 0) yield { data: { ...examplesOf(missing), processes: last + 1 } };
  },

  message: ({ processes, ...names }) =>
    `${exampleText(names)} ${names.count > 1 ? 'are' : 'is'} missing, of at least ${processes} processes`,
  cure: () => 'copy the states of all processes, which each node may have written to its own disk',
});
