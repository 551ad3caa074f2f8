import { defineAnomalyRule } from '../anomaly-rule.ts';

export const unreferencedStorage = defineAnomalyRule({
  id: 'torch/unreferenced-storage',
  summary: 'Every storage of a legacy file is used',
  severity: 'warning',
  questions: ['load', 'resume'],
  kind: 'unreferenced-storage',
  cure: () => 'use another checkpoint',
});
