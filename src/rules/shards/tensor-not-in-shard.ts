import { defineAnomalyRule } from '../anomaly-rule.ts';

export const tensorNotInShard = defineAnomalyRule({
  id: 'shards/tensor-not-in-shard',
  summary: 'Every tensor is in the shard that the index names',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'tensor-not-in-shard',
  cure: () => 'fetch the whole set of shards again, with its index',
});
