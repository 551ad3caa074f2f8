import { countOf } from '../../frameworks/lightning/loops.ts';
import { defineRule } from '../rule.ts';

export const epoch = defineRule({
  id: 'progress/epoch',
  summary: 'epoch is what the loops of Lightning have counted',
  severity: 'warning',
  questions: ['resume'],
  needs: ['lightning', 'fitLoop'],

  *find({ lightning: { entries }, fitLoop }) {
    const recorded = countOf(entries.get('epoch'));
    const counted = fitLoop.loop.epochs.current.completed;
    if (recorded === undefined || counted === undefined || recorded === counted) return;
    yield { path: 'epoch', data: { recorded, counted } };
  },

  message: ({ recorded, counted }) =>
    `epoch says ${recorded}, and the loops have completed ${counted}: resuming goes by the loops`,
  cure: ({ counted }) =>
    `if the loops are right, write what they say: ckpt["epoch"] = ${counted}; torch.save(ckpt, path)`,
});
