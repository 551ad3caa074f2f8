import { defineAnomalyRule } from '../anomaly-rule.ts';

export const skippedData = defineAnomalyRule({
  id: 'torch/skipped-data',
  summary: 'The values of the tensors were written',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  kind: 'skipped-data',
  cure: () => 'use a checkpoint whose values were written',
});
