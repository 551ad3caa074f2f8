import { defineAnomalyRule } from '../anomaly-rule.ts';

export const brokenNestedStorage = defineAnomalyRule({
  id: 'torch/broken-nested-storage',
  summary: 'Storages inside the pickle can be read',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'broken-nested-stream',
  cure: () => 'fetch or copy the file again, or use another checkpoint',
});
