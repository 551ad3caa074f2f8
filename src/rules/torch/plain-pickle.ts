import { defineRule } from '../rule.ts';

/** Names of files that people give to `torch.load`. */
const FOR_TORCH = /\.(?:pt|pth|ckpt|bin)$/i;

export const plainPickle = defineRule({
  id: 'torch/plain-pickle',
  summary: 'A file named for torch was written by torch',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['checkpoint'],

  *find({ checkpoint: { file, format } }) {
    if (format.id !== 'pickle' || !FOR_TORCH.test(file)) return;
    yield { data: { format: format.title }, explains: [{ rule: 'file/wrong-extension' }] };
  },

  message: () => 'a plain pickle, as pickle.dump writes it: torch.load refuses that',
  cure: () => 'save it again with torch.save, or load it with pickle and name it .pkl',
});
