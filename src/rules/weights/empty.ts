import { defineRule } from '../rule.ts';

export const empty = defineRule({
  id: 'weights/empty',
  summary: 'There are tensors in the weights',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['training'],

  *find({ training: { weights } }) {
    for (const { path, tensors, others } of weights) {
      if (tensors.length === 0) yield { path, data: { others: others.length } };
    }
  },

  message: ({ others }) =>
    others === 0
      ? 'the weights are an empty dict: the model loads nothing from it'
      : 'the weights have no tensor: the model loads nothing from it',
  cure: () =>
    'look for a hook that removes them (on_save_checkpoint), or a wrapper that keeps the weights elsewhere, and save again',
});
