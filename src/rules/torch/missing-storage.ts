import { defineAnomalyRule } from '../anomaly-rule.ts';

export const missingStorage = defineAnomalyRule({
  id: 'torch/missing-storage',
  summary: 'The bytes of every tensor are in the file',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'missing-storage',
  cure: () => 'fetch or copy the file again, or use another checkpoint',
});
