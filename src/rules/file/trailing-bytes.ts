import { defineAnomalyRule } from '../anomaly-rule.ts';

export const trailingBytes = defineAnomalyRule({
  id: 'file/trailing-bytes',
  summary: 'Nothing follows the end of the checkpoint',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  kind: 'trailing-bytes',
  cure: () => 'load it and save it again: that leaves them behind',
});
