import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const noOptimizer = defineRule({
  id: 'huggingface/no-optimizer',
  summary: 'A checkpoint of a Trainer has the state of its optimizer',
  severity: 'warning',
  questions: ['resume'],
  about: 'run',
  needs: ['run'],

  *find({ run: { remarks } }) {
    const folders = remarks
      .filter(({ kind }) => kind === 'optimizer-missing')
      .map(({ path }) => (path === '' ? 'the directory' : path));
    if (folders.length > 0) yield { data: examplesOf(folders) };
  },

  message: (folders) =>
    `scheduler.pt is in ${exampleText(folders)} and optimizer.pt is missing: training cannot be resumed as it was`,
  cure: () =>
    'copy optimizer.pt from where the checkpoint was made; without it the Trainer starts with a fresh optimizer',
});
