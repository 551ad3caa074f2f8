import { count } from '../../model/units.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';
import { hasFlatParameters, trainedWeights } from '../trained-weights.ts';

/** More than that were frozen on purpose. */
const FEW = 0.1;

export const untrainedWeights = defineRule({
  id: 'optimizer/untrained-weights',
  summary: 'Every weight is a parameter of an optimizer',
  severity: 'warning',
  questions: ['resume'],
  needs: ['optimizers', 'weights', 'training'],

  *find({ optimizers, training }) {
    const areNamed = optimizers.every(({ naming }) => naming === 'proven' || naming === 'exact');
    if (!areNamed || hasFlatParameters(training)) return;
    const names = new Set(
      optimizers.flatMap(({ parameters }) => parameters.map(({ name }) => name)),
    );
    const weights = trainedWeights(training);
    const untrained = weights.filter(({ name }) => !names.has(name));
    if (untrained.length === 0 || untrained.length === weights.length) return;
    const isOdd = untrained.length <= Math.max(1, FEW * weights.length) && weights.length > 2;
    yield {
      path: untrained[0]?.path,
      severity: isOdd ? 'warning' : 'note',
      confidence: isOdd ? 'likely' : 'possible',
      data: { total: weights.length, isOdd, ...examplesOf(untrained.map(({ name }) => name)) },
    };
  },

  message: ({ total, isOdd, ...names }) =>
    isOdd
      ? `no optimizer has ${exampleText(names)}, unlike the other ${total - names.count} weights: one that is made for all of them does not match this state, and resuming stops`
      : `${names.count} of ${count(total, 'weight')} were not trained: ${exampleText(names)}`,
  cure: ({ isOdd }) =>
    isOdd
      ? 'hand the new optimizer the same parameters as the old one: leave this one out, or take it out of the checkpoint'
      : undefined,
});
