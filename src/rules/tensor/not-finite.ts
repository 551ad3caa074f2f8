import { count } from '../../model/units.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** An infinity may be meant, as in the mask of an attention; NaN never is. */
export const notFinite = defineRule({
  id: 'tensor/not-finite',
  summary: 'No element of a tensor is NaN, and no parameter is infinite',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['elementCounts', 'training'],

  *find({ elementCounts, training }) {
    const parameters = new Set(
      training.weights.flatMap(({ tensors }) =>
        tensors.filter(({ role }) => role === 'parameter').map(({ path }) => path),
      ),
    );
    const hit = elementCounts.filter(
      ({ path, nan, infinite }) => nan > 0 || (infinite > 0 && parameters.has(path)),
    );
    const [first] = hit;
    if (first === undefined) return;
    const sum = (of: 'nan' | 'infinite') => hit.reduce((total, one) => total + one[of], 0);
    yield {
      path: first.path,
      data: {
        ...examplesOf(hit.map(({ path }) => path)),
        nan: sum('nan'),
        infinite: sum('infinite'),
      },
    };
  },

  message({ nan, infinite, ...tensors }) {
    const found = [
      ...(nan > 0 ? [`nan ${count(nan, 'time')}`] : []),
      ...(infinite > 0 ? [`inf ${count(infinite, 'time')}`] : []),
    ];
    return `${found.join(' and ')} in ${count(tensors.count, 'tensor')}: ${exampleText(tensors)}`;
  },
  cure: () => 'training diverged before this was saved: use an earlier checkpoint',
});
