import { defineAnomalyRule } from '../anomaly-rule.ts';

export const unreadCode = defineAnomalyRule({
  id: 'torch/unread-code',
  summary: 'The code of the archive can be read',
  severity: 'note',
  questions: ['load', 'resume', 'eval', 'share'],
  kind: 'unread-code',
});
