import { defineAnomalyRule } from '../anomaly-rule.ts';

export const unknownByteOrder = defineAnomalyRule({
  id: 'torch/unknown-byte-order',
  summary: 'The byte order is one that torch knows',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'unknown-byte-order',
  cure: () => 'save it again with torch.save',
});
