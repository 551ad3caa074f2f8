import { bytes } from '../../model/units.ts';
import { defineRule } from '../rule.ts';

export const size = defineRule({
  id: 'policy/size',
  summary: 'The checkpoint is no larger than the policy allows',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['requirements', 'checkpoint'],

  *find({ requirements: { maximumBytes }, checkpoint: { byteLength } }) {
    if (maximumBytes === undefined || byteLength <= maximumBytes) return;
    yield { data: { byteLength, maximumBytes } };
  },

  message: ({ byteLength, maximumBytes }) =>
    `${bytes(byteLength)}, where the policy allows ${bytes(maximumBytes)}`,
  cure: () => 'leave out what need not be kept, as the state of the optimizer',
});
