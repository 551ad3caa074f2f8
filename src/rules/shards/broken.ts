import { defineAnomalyRule } from '../anomaly-rule.ts';

export const broken = defineAnomalyRule({
  id: 'shards/broken',
  summary: 'Every shard can be opened',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'broken-shard',
  cure: () => 'fetch that shard again',
});
