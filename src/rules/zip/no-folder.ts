import { defineAnomalyRule } from '../anomaly-rule.ts';

export const noFolder = defineAnomalyRule({
  id: 'zip/no-folder',
  summary: 'The entries of the archive lie in a folder',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'no-folder',
  cure: () => 'pack the folder rather than what is in it: zip -0 -r packed.pt FOLDER',
});
