import { defineAnomalyRule } from '../anomaly-rule.ts';

export const newerVersion = defineAnomalyRule({
  id: 'torch/newer-version',
  summary: 'The version of the archive is one that torch reads',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'unknown-version',
  cure: () => 'load it with the torch that wrote it, and save it again',
});
