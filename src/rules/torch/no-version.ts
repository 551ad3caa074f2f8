import { defineAnomalyRule } from '../anomaly-rule.ts';

export const noVersion = defineAnomalyRule({
  id: 'torch/no-version',
  summary: 'The archive says which version of the format it has',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'no-version-record',
  cure: () => 'save it again with torch.save',
});
