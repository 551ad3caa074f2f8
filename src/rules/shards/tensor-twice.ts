import { defineAnomalyRule } from '../anomaly-rule.ts';

export const tensorTwice = defineAnomalyRule({
  id: 'shards/tensor-twice',
  summary: 'No tensor is in two shards',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  kind: 'tensor-in-two-shards',
  cure: () => 'fetch the whole set of shards again, with its index',
});
