import { defineAnomalyRule } from '../anomaly-rule.ts';

export const missing = defineAnomalyRule({
  id: 'shards/missing',
  summary: 'Every shard that the index names is there',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'missing-shard',
  cure: () => 'fetch the missing shards',
});
