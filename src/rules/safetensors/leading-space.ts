import { defineAnomalyRule } from '../anomaly-rule.ts';

export const leadingSpace = defineAnomalyRule({
  id: 'safetensors/leading-space',
  summary: 'The header begins with a brace',
  severity: 'warning',
  questions: ['load', 'share'],
  kind: 'leading-whitespace',
  cure: () => 'save it again with the safetensors library',
});
