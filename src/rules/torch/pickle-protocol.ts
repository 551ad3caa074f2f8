import { defineAnomalyRule } from '../anomaly-rule.ts';

export const pickleProtocol = defineAnomalyRule({
  id: 'torch/pickle-protocol',
  summary: 'The pickle protocol can refer to storages',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  kind: 'text-persistent-id',
  cure: () => 'save it again without pickle_protocol=0',
});
