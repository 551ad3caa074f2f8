import { defineAnomalyRule } from '../anomaly-rule.ts';

export const impossible = defineAnomalyRule({
  id: 'tensor/impossible',
  summary: 'Every tensor has sizes that can be',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'impossible-tensor',
  cure: () => 'use another checkpoint',
});
