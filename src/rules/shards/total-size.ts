import { defineAnomalyRule } from '../anomaly-rule.ts';

export const totalSize = defineAnomalyRule({
  id: 'shards/total-size',
  summary: 'The shards are as large as the index says',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  kind: 'total-size',
  cure: () => 'fetch the whole set of shards again, with its index',
});
