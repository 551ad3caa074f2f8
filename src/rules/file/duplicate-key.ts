import { defineAnomalyRule } from '../anomaly-rule.ts';

export const duplicateKey = defineAnomalyRule({
  id: 'file/duplicate-key',
  summary: 'No key is set twice',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  kind: 'duplicate-key',
  severityOf: (_, { format }) => (format.id === 'safetensors' ? 'error' : 'warning'),
  cure: () => 'save it again from a source that you trust',
});
