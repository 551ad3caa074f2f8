import { defineAnomalyRule } from '../anomaly-rule.ts';

export const noChecksums = defineAnomalyRule({
  id: 'zip/no-checksums',
  summary: 'The archive has checksums',
  severity: 'note',
  questions: ['load', 'resume', 'eval', 'share'],
  kind: 'no-checksums',
});
