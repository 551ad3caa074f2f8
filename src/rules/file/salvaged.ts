import { defineAnomalyRule } from '../anomaly-rule.ts';

export const salvaged = defineAnomalyRule({
  id: 'file/salvaged',
  summary: 'The file is whole, not salvaged',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  kind: 'salvaged',
  cure: () => 'use another checkpoint',
});
