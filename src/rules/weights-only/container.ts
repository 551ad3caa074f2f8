import { defineRule } from '../rule.ts';
import { weightsOnlySeverity } from '../weights-only-target.ts';

export const container = defineRule({
  id: 'weights-only/container',
  summary: 'The file is of a kind that torch.load reads with weights_only',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['weightsOnly', 'checkpoint'],

  *find({ weightsOnly, checkpoint, targets }) {
    if (weightsOnly.loads !== false || weightsOnly.error.kind !== 'container') return;
    const isScript = checkpoint.format.id === 'torchscript';
    if (!isScript && checkpoint.format.id !== 'pytorch-tar') return;
    yield {
      // Nobody loads one with torch.load who knows what it is.
      severity: isScript ? 'note' : weightsOnlySeverity(targets),
      data: { torch: weightsOnly.torch, kind: isScript ? 'TorchScript' : 'tar' },
    };
  },

  message: ({ torch, kind }) => `torch ${torch} refuses ${kind} archives with weights_only`,
  cure: ({ kind }) =>
    kind === 'tar'
      ? 'load it with weights_only=False if you trust it, and save it again'
      : 'load it with torch.jit.load',
});
