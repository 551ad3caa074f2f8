import { defineAnomalyRule } from '../anomaly-rule.ts';

export const outsideFolder = defineAnomalyRule({
  id: 'shards/outside-folder',
  summary: 'All shards lie beside their index',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  kind: 'shard-escapes',
  cure: () =>
    'put the shards beside the index, and name them without folders; trust no such index from a stranger',
});
