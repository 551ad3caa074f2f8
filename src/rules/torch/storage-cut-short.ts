import { defineAnomalyRule } from '../anomaly-rule.ts';

export const storageCutShort = defineAnomalyRule({
  id: 'torch/storage-cut-short',
  summary: 'The file reaches to the end of its last storage',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'storage-cut-short',
  cure: () => 'fetch or copy the file again, or use another checkpoint',
});
