import { countOf } from '../../frameworks/lightning/loops.ts';
import { defineRule } from '../rule.ts';

export const step = defineRule({
  id: 'progress/step',
  summary: 'global_step is what the loops of Lightning have counted',
  severity: 'warning',
  questions: ['resume'],
  needs: ['lightning', 'fitLoop'],

  *find({ lightning: { entries }, fitLoop: { loop } }) {
    const recorded = countOf(entries.get('global_step'));
    const counts = [loop.automatic.total.completed, loop.manual.total.completed].filter(
      (count) => count !== undefined,
    );
    // Lightning calls the optimizers, or the module does: one of the two counts is in use.
    if (recorded === undefined || counts.length === 0 || counts.includes(recorded)) return;
    yield { path: 'global_step', data: { recorded, counted: Math.max(...counts) } };
  },

  message: ({ recorded, counted }) =>
    `global_step says ${recorded}, and the loops have counted ${counted} optimizer steps: resuming goes by the loops`,
  cure: ({ counted }) =>
    `if the loops are right, write what they say: ckpt["global_step"] = ${counted}; torch.save(ckpt, path)`,
});
