import { defineAnomalyRule } from '../anomaly-rule.ts';

export const breaksOff = defineAnomalyRule({
  id: 'pickle/breaks-off',
  summary: 'The pickle can be read to its end',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'pickle-breaks-off',
  cure: () => 'fetch or copy the file again, or use another checkpoint',
});
