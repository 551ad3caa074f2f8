import { numberOf } from '../../frameworks/common/entries.ts';
import type { ParamGroup } from '../../frameworks/training-state.ts';
import { defineRule } from '../rule.ts';
import { schedulerPairs } from '../scheduler-pairs.ts';
import type { Subject } from '../subject.ts';

/** Rates that differ by less are the same, worked out in another order. */
const TOLERANCE = 1e-6;

export const learningRate = defineRule({
  id: 'scheduler/learning-rate',
  summary: 'The learning rate of an optimizer is the one that its scheduler set last',
  severity: 'warning',
  questions: ['resume'],
  needs: ['optimizers', 'schedulers'],

  *find({ optimizers, schedulers, scalars }) {
    for (const { optimizer, scheduler } of schedulerPairs(optimizers, schedulers)) {
      const { lastLr, path, type } = scheduler;
      if (lastLr.length !== optimizer.groups.length) continue;
      for (const [index, group] of optimizer.groups.entries()) {
        const [set, found] = [lastLr[index], rateOf(group, scalars)];
        if (set === undefined || found === undefined || isNear(set, found)) continue;
        yield {
          path,
          data: { set, found, group: group.path, type: type ?? 'the scheduler' },
        };
        break;
      }
    }
  },

  message: ({ set, found, group, type }) =>
    `${type} last set the learning rate ${set}, and ${group} has ${found}: they were not saved together, or something else sets it too`,
  cure: ({ set }) =>
    `decide which is right; to go on with the scheduler’s: for group in optimizer.param_groups: group["lr"] = ${set}`,
});

function rateOf({ lr }: ParamGroup, scalars: Subject['scalars']): number | undefined {
  return typeof lr === 'object' ? numberOf(scalars?.get(lr)) : lr;
}

function isNear(a: number, b: number): boolean {
  // What is no number is told of the optimizer.
  if (!Number.isFinite(a) || !Number.isFinite(b)) return true;
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}
