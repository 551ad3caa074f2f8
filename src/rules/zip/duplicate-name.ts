import { defineAnomalyRule } from '../anomaly-rule.ts';

export const duplicateName = defineAnomalyRule({
  id: 'zip/duplicate-name',
  summary: 'No two entries of the archive have one name',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  kind: 'repeated-entry',
  cure: () => 'save it again from the program that made it, and trust no such file from a stranger',
});
