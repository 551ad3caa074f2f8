import { defineAnomalyRule } from '../anomaly-rule.ts';

export const unlistedTensor = defineAnomalyRule({
  id: 'shards/unlisted-tensor',
  summary: 'The index lists every tensor of its shards',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  kind: 'unlisted-tensor',
  cure: () => 'write the index again from the shards',
});
