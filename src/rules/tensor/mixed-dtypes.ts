import { DTYPES, isDType } from '../../model/dtype.ts';
import { count } from '../../model/units.ts';
import { defineRule } from '../rule.ts';

/** https://pytorch.org/docs/stable/amp.html keeps some layers wide on purpose, so this is no more than a note. */
export const mixedDtypes = defineRule({
  id: 'tensor/mixed-dtypes',
  summary: 'All parameters have one dtype',
  severity: 'note',
  questions: ['load'],
  needs: ['training'],

  *find({ training }) {
    for (const { path, role, tensors } of training.weights) {
      const counts = new Map<string, number>();
      for (const { role: kind, tensor } of tensors) {
        const { dtype } = tensor;
        if (kind !== 'parameter' || !isDType(dtype) || DTYPES[dtype].kind !== 'float') continue;
        counts.set(dtype, (counts.get(dtype) ?? 0) + 1);
      }
      if (role !== 'model' || counts.size < 2) continue;
      const sorted = [...counts].sort(([, a], [, b]) => b - a);
      yield {
        path,
        data: { dtypes: sorted.map(([dtype]) => dtype), counts: sorted.map(([, times]) => times) },
      };
    }
  },

  message: ({ dtypes, counts }) => {
    const parts = dtypes.map((dtype, index) => `${counts[index] ?? 0} ${dtype}`);
    const all = counts.reduce((sum, times) => sum + times, 0);
    return `${count(all, 'parameter')} of different dtypes: ${parts.join(', ')}`;
  },
});
