import { baseName } from '../../runs/recorded-path.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const leftOver = defineRule({
  id: 'names/left-over',
  summary: 'No temporary checkpoint was left behind',
  severity: 'note',
  questions: ['load', 'resume', 'share'],
  about: 'run',
  needs: ['run'],

  *find({ run: { checkpoints } }) {
    const left = checkpoints.filter(({ kind }) => kind === 'temporary');
    if (left.length > 0) yield { data: examplesOf(left.map(({ path }) => baseName(path))) };
  },

  message: (names) =>
    `${exampleText(names)} ${names.count === 1 ? 'is a temporary file' : 'are temporary files'}: whatever was writing was interrupted`,
  cure: () => 'delete them once no training is running here',
});
