import { defineAnomalyRule } from '../anomaly-rule.ts';

export const padding = defineAnomalyRule({
  id: 'safetensors/padding',
  summary: 'The header is padded with spaces',
  severity: 'warning',
  questions: ['load', 'share'],
  kind: 'trailing-padding',
  cure: () => 'save it again with the safetensors library',
});
