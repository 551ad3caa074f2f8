import { entry, numberOf } from '../../frameworks/common/entries.ts';
import { jsonNumber } from '../odd-number.ts';
import { defineRule } from '../rule.ts';

export const lossScale = defineRule({
  id: 'optimizer/loss-scale',
  summary: 'The loss scale is one that training goes well with',
  severity: 'error',
  questions: ['resume'],
  needs: ['precision'],

  *find({ precision }) {
    for (const { scale, path, value } of precision) {
      if (scale === undefined || (scale >= 1 && Number.isFinite(scale))) continue;
      const isLow = scale > 0 && scale < 1;
      const interval = numberOf(entry(value, 'growth_interval')) ?? null;
      const data = { scale: jsonNumber(scale), isLow, interval };
      yield { path, severity: isLow ? 'warning' : 'error', data };
    }
  },

  message: ({ scale, isLow }) =>
    isLow
      ? `the loss scale has come down to ${scale}: float16 overflowed again and again`
      : `the loss scale is ${scale}: no step can be made with it`,
  cure: ({ isLow }) =>
    isLow
      ? 'look for what overflows (activations, the learning rate), or train in bfloat16'
      : 'resume without the state of the scaler, which then finds a scale anew',
});
