import { jsonNumber } from '../odd-number.ts';
import { defineRule } from '../rule.ts';
import { schedulerPairs } from '../scheduler-pairs.ts';

/** https://github.com/pytorch/pytorch/blob/v2.7.0/torch/optim/lr_scheduler.py */
export const initialLr = defineRule({
  id: 'scheduler/initial-lr',
  summary: 'Groups of an optimizer keep the learning rate that their scheduler began with',
  severity: 'warning',
  questions: ['resume'],
  needs: ['optimizers', 'schedulers'],

  *find({ optimizers, schedulers }) {
    for (const { optimizer, scheduler } of schedulerPairs(optimizers, schedulers)) {
      const { baseLrs } = scheduler;
      if (baseLrs.length !== optimizer.groups.length) continue;
      for (const [index, group] of optimizer.groups.entries()) {
        const base = baseLrs[index];
        const initial = group.initialLr;
        if (base === undefined || !Number.isFinite(base) || initial === base) continue;
        if (initial !== undefined && Math.abs(initial - base) <= 1e-6 * Math.abs(base)) continue;
        yield {
          path: group.path,
          data: { base, initial: initial === undefined ? null : jsonNumber(initial) },
        };
        break;
      }
    }
  },

  message: ({ base, initial }) =>
    initial === null
      ? `initial_lr is missing, though a scheduler began with ${base}: one made with last_epoch for this optimizer stops with KeyError: param 'initial_lr' is not specified`
      : `initial_lr is ${initial}, and the scheduler began with ${base}: they were not saved together`,
  cure: ({ base }) =>
    `write what the scheduler has: for group in optimizer.param_groups: group["initial_lr"] = ${base}`,
});
