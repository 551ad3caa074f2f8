import { defineAnomalyRule } from '../anomaly-rule.ts';

export const entryAsList = defineAnomalyRule({
  id: 'safetensors/entry-as-list',
  summary: 'Tensors are described by objects',
  severity: 'warning',
  questions: ['load', 'share'],
  kind: 'entry-as-list',
  cure: () => 'save it again with the safetensors library',
});
