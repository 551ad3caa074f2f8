import { defineAnomalyRule } from '../anomaly-rule.ts';

export const displacedDirectory = defineAnomalyRule({
  id: 'zip/displaced-directory',
  summary: 'The directory of the archive stands where its end says',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  kind: 'displaced-directory',
  cure: () => 'save it again, into a file of its own',
});
