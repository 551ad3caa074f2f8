import { keepersIn } from '../callback-states.ts';
import { hasNewestState } from '../folder-of-file.ts';
import { defineRule } from '../rule.ts';

export const weakMonitor = defineRule({
  id: 'metrics/weak-monitor',
  summary: 'The best files are chosen by a metric of validation',
  severity: 'note',
  questions: ['eval'],
  needs: ['training', 'checkpointFile', 'siblings'],

  *find(subject) {
    if (!hasNewestState(subject)) return;
    for (const { monitor, callback } of keepersIn(subject.training)) {
      const isStep = /_step$/.test(monitor ?? '');
      const isTraining = /^train(?:ing)?(?:[_/.-]|$)/i.test(monitor ?? '');
      if (typeof monitor !== 'string' || (!isStep && !isTraining)) continue;
      yield { path: callback.path, data: { monitor, isStep } };
    }
  },

  message: ({ monitor, isStep }) =>
    isStep
      ? `the best files are chosen by ${monitor}, which is of the last batch only`
      : `the best files are chosen by ${monitor}, a metric of training, which favors weights that know the training data by heart`,
  cure: ({ monitor, isStep }) =>
    isStep
      ? `monitor ${monitor.replace(/_step$/, '_epoch')}, of the whole epoch`
      : `monitor the metric of validation, as ${monitor.replace(/^train(?:ing)?/i, 'val')}`,
});
