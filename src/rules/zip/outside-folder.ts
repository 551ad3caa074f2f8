import { defineAnomalyRule } from '../anomaly-rule.ts';

export const outsideFolder = defineAnomalyRule({
  id: 'zip/outside-folder',
  summary: 'All entries of the archive lie in one folder',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'entry-outside-folder',
  cure: () => "take them out of the archive: zip -d FILE 'FOLDER/*'",
});
