import { defineAnomalyRule } from '../anomaly-rule.ts';

export const crcMismatch = defineAnomalyRule({
  id: 'zip/crc-mismatch',
  summary: 'The pickle of the archive matches its checksum',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  kind: 'crc-mismatch',
  cure: () => 'fetch or copy the file again, or use another checkpoint',
});
