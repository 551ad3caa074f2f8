import { defineAnomalyRule } from '../anomaly-rule.ts';

export const storageSize = defineAnomalyRule({
  id: 'torch/storage-size',
  summary: 'Every storage has as many bytes as the pickle says',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'storage-size',
  // torch writes the example inputs of a traced module without their values.
  isMeant: ({ data }) => String(data.record).startsWith('traced_inputs/'),
  cure: () => 'fetch or copy the file again, or use another checkpoint',
});
