import { defineAnomalyRule } from '../anomaly-rule.ts';

export const unusedStorages = defineAnomalyRule({
  id: 'torch/unused-storages',
  summary: 'Every storage of the archive is used',
  severity: 'note',
  questions: ['load', 'share'],
  kind: 'unused-storages',
  cure: () => 'load it and save it again: that leaves them behind',
});
