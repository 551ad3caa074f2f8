import { defineAnomalyRule } from '../anomaly-rule.ts';

export const unknownField = defineAnomalyRule({
  id: 'safetensors/unknown-field',
  summary: 'Tensors have no fields but the three of the format',
  severity: 'warning',
  questions: ['load', 'share'],
  kind: 'unknown-field',
  cure: () => 'save it again with the safetensors library',
});
