import { defineAnomalyRule } from '../anomaly-rule.ts';

export const dtypeAsObject = defineAnomalyRule({
  id: 'safetensors/dtype-as-object',
  summary: 'Dtypes are texts',
  severity: 'warning',
  questions: ['load', 'share'],
  kind: 'dtype-as-object',
  cure: () => 'save it again with the safetensors library',
});
