import { defineAnomalyRule } from '../anomaly-rule.ts';

export const unknownReference = defineAnomalyRule({
  id: 'pickle/unknown-reference',
  summary: 'Every reference to a storage can be followed',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'unknown-persistent-id',
  cure: () => 'load it with the program that wrote it',
});
