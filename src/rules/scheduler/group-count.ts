import { count } from '../../model/units.ts';
import { defineRule } from '../rule.ts';
import { schedulerPairs } from '../scheduler-pairs.ts';

/** They add groups to an optimizer while training, and its scheduler keeps those it was made for. */
const ADDS_GROUPS = /Finetuning$/;

export const groupCount = defineRule({
  id: 'scheduler/group-count',
  summary: 'A scheduler has a learning rate for each group of its optimizer',
  severity: 'warning',
  questions: ['resume'],
  needs: ['optimizers', 'schedulers', 'training'],

  *find({ optimizers, schedulers, training }) {
    const isUsual = training.callbacks.some(({ type }) => ADDS_GROUPS.test(type));
    for (const { optimizer, scheduler } of schedulerPairs(optimizers, schedulers)) {
      const groups = optimizer.groups.length;
      const counts = [scheduler.baseLrs.length, scheduler.lastLr.length].filter((each) => each > 0);
      const other = counts.find((each) => each !== groups);
      if (other === undefined || groups === 0) continue;
      yield {
        path: scheduler.path,
        severity: isUsual ? 'note' : 'warning',
        data: { groups, rates: other, type: scheduler.type ?? 'the scheduler' },
        explains: [{ rule: 'scheduler/learning-rate', path: scheduler.path }],
      };
    }
  },

  message: ({ groups, rates, type }) =>
    `${type} has ${count(rates, 'learning rate')}, and the optimizer ${count(groups, 'group')}: they were not saved together, and some groups would keep their rate`,
  cure: () =>
    'make the scheduler anew for the restored optimizer, or resume from another checkpoint of the run',
});
