import { numberOf } from '../../frameworks/common/entries.ts';
import { jsonNumber } from '../odd-number.ts';
import { defineRule } from '../rule.ts';

export const learningRate = defineRule({
  id: 'optimizer/learning-rate',
  summary: 'Learning rates are finite and above zero',
  severity: 'error',
  questions: ['resume'],
  needs: ['optimizers'],

  *find({ optimizers, scalars }) {
    for (const { path, lr: recorded, initialLr = 0 } of optimizers.flatMap(
      ({ groups }) => groups,
    )) {
      const lr = typeof recorded === 'object' ? numberOf(scalars?.get(recorded)) : recorded;
      if (lr === undefined || (Number.isFinite(lr) && lr > 0)) continue;
      const isZero = lr === 0;
      // A schedule may end there.
      const isScheduled = isZero && initialLr > 0;
      const severity = isScheduled ? 'note' : isZero ? 'warning' : 'error';
      yield { path: `${path}.lr`, severity, data: { lr: jsonNumber(lr), isZero, isScheduled } };
    }
  },

  message({ lr, isZero, isScheduled }) {
    if (isScheduled)
      return 'the schedule has come down to a learning rate of 0: nothing more is learned';
    if (isZero) return 'the learning rate is 0: these parameters are not trained';
    return `the learning rate is ${lr}: the first step destroys the weights`;
  },
  cure: ({ isScheduled }) =>
    isScheduled
      ? 'to train on, make a new scheduler for more steps rather than restoring this one'
      : 'set it after restoring: for group in optimizer.param_groups: group["lr"] = 1e-3',
});
