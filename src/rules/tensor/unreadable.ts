import { defineAnomalyRule } from '../anomaly-rule.ts';

export const unreadable = defineAnomalyRule({
  id: 'tensor/unreadable',
  summary: 'Every scalar that was looked at can be read',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'unreadable-tensor',
  cure: () => 'fetch or copy the file again, or use another checkpoint',
});
