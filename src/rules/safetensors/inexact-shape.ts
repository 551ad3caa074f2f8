import { defineAnomalyRule } from '../anomaly-rule.ts';

export const inexactShape = defineAnomalyRule({
  id: 'safetensors/inexact-shape',
  summary: 'Sizes are numbers that every reader can hold',
  severity: 'warning',
  questions: ['load', 'share'],
  kind: 'inexact-shape',
  cure: () => 'save it again with the safetensors library',
});
