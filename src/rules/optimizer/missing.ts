import { count } from '../../model/units.ts';
import { isKind } from '../../model/value.ts';
import { defineRule } from '../rule.ts';

export const missing = defineRule({
  id: 'optimizer/missing',
  summary: 'Where optimizer steps were made there is an optimizer',
  severity: 'error',
  questions: ['resume'],
  needs: ['lightning', 'training'],

  *find({ lightning: { entries, isPartial }, training: { progress } }) {
    const states = entries.get('optimizer_states');
    // Something else in its place is another matter: `schema/wrong-type`.
    if (!isKind(states, 'list') || isPartial || states.items.length > 0) return;
    const { step = 0 } = progress;
    // A module may have none, and then makes no steps.
    if (step > 0) yield { path: 'optimizer_states', data: { step } };
  },

  message: ({ step }) =>
    `optimizer_states is empty after ${count(step, 'optimizer step')}: resuming begins with a new optimizer, without a word`,
  cure: () =>
    'resume from another checkpoint of the run, or accept that moments and learning rate begin anew',
});
