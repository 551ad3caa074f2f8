import { examplesOf } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const bigEndian = defineRule({
  id: 'torch/big-endian',
  summary: 'The numbers are little-endian',
  severity: 'note',
  questions: ['load', 'share'],
  needs: ['tensors'],

  *find({ tensors }) {
    const swapped = tensors.filter(
      ({ tensor }) => tensor.kind === 'tensor' && tensor.storage?.bigEndian === true,
    );
    if (swapped.length === 0) return;
    yield { data: examplesOf(swapped.map(({ path }) => path)) };
  },

  message: () =>
    'the numbers are big-endian: torch before 2.1 and some readers take them for others',
  cure: () => 'load it with a torch of today and save it again on a little-endian machine',
});
