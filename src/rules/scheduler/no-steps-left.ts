import { intOf } from '../../frameworks/common/entries.ts';
import { isResumeAsked } from '../asked-for.ts';
import { defineRule } from '../rule.ts';

/** https://github.com/pytorch/pytorch/blob/v2.7.0/torch/optim/lr_scheduler.py */
export const noStepsLeft = defineRule({
  id: 'scheduler/no-steps-left',
  summary: 'OneCycleLR has steps left',
  severity: 'warning',
  questions: ['resume'],
  needs: ['schedulers'],

  *find({ schedulers, askedFor }) {
    for (const { type, lastEpoch, entries, path } of schedulers) {
      const total = intOf(entries.get('total_steps'));
      if (type !== 'OneCycleLR' || total === undefined || lastEpoch === undefined) continue;
      if (lastEpoch < total) continue;
      // The end of a run looks so, and nobody may want to train on.
      const severity = isResumeAsked({ askedFor }) ? 'warning' : 'note';
      yield { path, severity, data: { total, lastEpoch } };
    }
  },

  message: ({ total, lastEpoch }) =>
    `OneCycleLR has made ${lastEpoch} of its ${total} steps: the next stops with ValueError: Tried to step ${lastEpoch + 1} times. The total number of steps is ${total}`,
  cure: () =>
    'to train on, make a new scheduler with more total_steps rather than restoring this one',
});
