import type { NamedTensor, OptimizerState } from '../../frameworks/training-state.ts';
import { shape as shapeText } from '../../model/units.ts';
import { defineRule } from '../rule.ts';
import { floatWeights, hasFlatParameters, momentsOf } from '../trained-weights.ts';

/** So many shapes are told. */
const MOST_SHAPES = 5;

/** https://github.com/pytorch/pytorch/blob/v2.7.0/torch/optim/optimizer.py */
export const parameterCount = defineRule({
  id: 'optimizer/parameter-count',
  summary: 'No optimizer has more parameters than there are weights',
  severity: 'error',
  questions: ['load', 'resume'],
  needs: ['optimizers', 'weights', 'training'],

  *find({ optimizers, training }) {
    const weights = floatWeights(training);
    if (weights.length === 0 || hasFlatParameters(training)) return;
    // Lightning saves all that a module has; a loop may leave out what only trains, as a loss.
    const isAllSaved = training.framework.id === 'lightning';
    for (const optimizer of optimizers) {
      const { parameters, path } = optimizer;
      const ids = new Set(parameters.map(({ id }) => id));
      if (ids.size <= weights.length) continue;
      yield {
        path,
        severity: isAllSaved ? 'error' : 'warning',
        confidence: isAllSaved ? 'certain' : 'likely',
        data: {
          parameters: ids.size,
          weights: weights.length,
          shapes: shapesLeft(optimizer, weights).slice(0, MOST_SHAPES),
          section: training.weights[0]?.path ?? '',
        },
      };
    }
  },

  message({ parameters, weights, shapes, section }) {
    const some = shapes.length === 0 ? '' : ` (one of shape ${shapes.join(', one of ')})`;
    const lacking = parameters - weights;
    return `the optimizer has ${parameters} parameters and ${section === '' ? 'the file' : section} ${weights} weights: ${lacking} ${lacking === 1 ? 'weight is' : 'weights are'} missing${some}`;
  },
  cure: () => 'take another checkpoint of the run: a weight that is not there cannot be restored',
});

/** Shapes of moments, without those that weights have. */
function shapesLeft({ parameters }: OptimizerState, weights: readonly NamedTensor[]): string[] {
  const unused = new Map<string, number>();
  for (const { tensor } of weights) {
    const shape = shapeText(tensor.shape);
    unused.set(shape, (unused.get(shape) ?? 0) + 1);
  }
  return parameters.flatMap((parameter) => {
    const [first] = momentsOf(parameter);
    if (first === undefined) return [];
    const shape = shapeText(first.shape);
    const count = unused.get(shape) ?? 0;
    unused.set(shape, count - 1);
    return count > 0 ? [] : [shape];
  });
}
