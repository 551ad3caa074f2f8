import { defineAnomalyRule } from '../anomaly-rule.ts';

export const trailingBytes = defineAnomalyRule({
  id: 'pickle/trailing-bytes',
  summary: 'Nothing follows the pickle',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  kind: 'bytes-after-pickle',
  cure: () => 'load it and save it again: that leaves them behind',
});
