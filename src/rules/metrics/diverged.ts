import { scoreData } from '../callback-states.ts';
import { directionOf } from '../direction.ts';
import { defineRule } from '../rule.ts';

export const diverged = defineRule({
  id: 'metrics/diverged',
  summary: 'The losses that were logged last are numbers',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['metrics'],

  *find({ metrics, file }) {
    for (const source of metrics) {
      const lost = source.metrics.filter(
        ({ name, last }) => directionOf(name) === 'min' && !Number.isFinite(last.value),
      );
      const [first] = lost;
      if (first === undefined) continue;
      const { name, last } = first;
      const value = scoreData(last.value);
      const data = { metric: name, value, epoch: last.epoch ?? null, count: lost.length };
      yield { file: `${file}/${source.path}`, data };
    }
  },

  message: ({ metric, value, epoch }) =>
    `the last ${metric} is ${value}${epoch === null ? '' : `, at epoch ${epoch}`}: training has diverged`,
  cure: () => 'take a checkpoint from before, and go on with a lower learning rate',
});
