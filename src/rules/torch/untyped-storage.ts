import { defineAnomalyRule } from '../anomaly-rule.ts';

export const untypedStorage = defineAnomalyRule({
  id: 'torch/untyped-storage',
  summary: 'torch can load the dtypes of this legacy file',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'torch-cannot-load-untyped',
  cure: () => 'save it again in the format of today: without _use_new_zipfile_serialization=False',
});
