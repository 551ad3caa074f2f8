import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';
import { weightsOnlySeverity } from '../weights-only-target.ts';

export const opcodes = defineRule({
  id: 'weights-only/opcodes',
  summary: 'The pickle uses the opcodes that torch.load knows with weights_only',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['weightsOnly'],

  *find({ weightsOnly, targets }) {
    if (weightsOnly.loads !== false) return;
    const unknown = weightsOnly.operations.filter(({ kind }) => kind === 'opcode');
    const [first] = unknown;
    if (first === undefined) return;
    const names = unknown.map(({ opcode, detail }) => opcode || detail);
    yield {
      offset: first.offsets[0],
      severity: weightsOnlySeverity(targets),
      data: { torch: weightsOnly.torch, detail: first.detail, ...examplesOf(names) },
    };
  },

  message: ({ torch, detail, ...names }) =>
    `torch ${torch} with weights_only does not know the opcodes ${exampleText(names)} (it says: ${detail})`,
  cure: () =>
    'save it again without pickle_protocol, which is 2 then, and without values that contain themselves',
});
