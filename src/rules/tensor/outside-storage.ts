import { defineAnomalyRule } from '../anomaly-rule.ts';

export const outsideStorage = defineAnomalyRule({
  id: 'tensor/outside-storage',
  summary: 'Every tensor lies within its storage',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'view-outside-storage',
  cure: () => 'use another checkpoint',
});
