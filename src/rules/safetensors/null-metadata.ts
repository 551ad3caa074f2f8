import { defineAnomalyRule } from '../anomaly-rule.ts';

export const nullMetadata = defineAnomalyRule({
  id: 'safetensors/null-metadata',
  summary: 'The metadata is an object of texts',
  severity: 'warning',
  questions: ['load', 'share'],
  kind: 'metadata-is-null',
  cure: () => 'save it again with the safetensors library',
});
