import { defineAnomalyRule } from '../anomaly-rule.ts';

export const wrongExtension = defineAnomalyRule({
  id: 'file/wrong-extension',
  summary: 'The name of the file says what kind of file it is',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  kind: 'wrong-extension',
  cure: () => 'rename it to what it is',
});
