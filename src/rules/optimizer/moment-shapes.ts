import { childPath } from '../../frameworks/common/entries.ts';
import type {
  NamedTensor,
  OptimizedParameter,
  OptimizerState,
  TrainingState,
} from '../../frameworks/training-state.ts';
import { shape as shapeText } from '../../model/units.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';
import { hasFlatParameters, momentsOf, trainedWeights } from '../trained-weights.ts';

export const momentShapes = defineRule({
  id: 'optimizer/moment-shapes',
  summary: 'Moments have the shapes of their parameters',
  severity: 'error',
  questions: ['resume'],
  needs: ['optimizers', 'weights', 'training'],

  *find({ optimizers, training }) {
    if (hasFlatParameters(training)) return;
    for (const optimizer of optimizers) {
      const { wrong, isGuessed } = wrongMoments(optimizer, training);
      const [first] = wrong;
      if (first === undefined) continue;
      yield {
        path: first.path,
        confidence: isGuessed ? 'likely' : 'certain',
        data: {
          moment: first.moment,
          parameter: first.parameter,
          found: first.found,
          expected: first.expected,
          ...examplesOf(wrong.map(({ path }) => path)),
        },
      };
    }
  },

  message({ moment, parameter, found, expected, count, examples }) {
    const others =
      count === 1
        ? ''
        : `; so too ${exampleText({ count: count - 1, examples: examples.slice(1) })}`;
    return `${moment} of ${parameter} has the shape ${found} and not ${expected}: the first step after resuming fails${others}`;
  },
  cure: () => 'resume from another checkpoint of the run, or with a new optimizer',
});

interface Wrong {
  readonly path: string;
  readonly moment: string;
  readonly parameter: string;
  readonly found: string;
  readonly expected: string;
}

function wrongMoments(
  optimizer: OptimizerState,
  training: TrainingState,
): { readonly wrong: readonly Wrong[]; readonly isGuessed: boolean } {
  const weights = trainedWeights(training);
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  const { parameters } = optimizer;
  const isNamed = parameters.some(({ name }) => name !== undefined);
  const inOrder = parameters.length === weights.length ? weights : [];
  const weightOf = ({ name }: OptimizedParameter, place: number) =>
    name === undefined ? inOrder[place] : byName.get(name);
  const wrong = parameters.map((parameter, place) =>
    wrongIn(parameter, weightOf(parameter, place)),
  );
  const odd = wrong.filter((each) => each.length > 0);
  // Where many do not fit, the order was another one, or moments of this optimizer have other shapes.
  const isGuessed = !isNamed;
  if (isGuessed && 4 * odd.length > parameters.length) return { wrong: [], isGuessed };
  return { wrong: odd.flat(), isGuessed };
}

function wrongIn(parameter: OptimizedParameter, weight: NamedTensor | undefined): Wrong[] {
  const moments = momentsOf(parameter);
  // One that is smaller than the others may be a factor or a scale.
  const expected = weight?.tensor.shape ?? moments[0]?.shape;
  if (expected === undefined) return [];
  return moments.flatMap(({ name, shape }) =>
    shapeText(shape) === shapeText(expected)
      ? []
      : [
          {
            path: childPath(parameter.path, name),
            moment: name,
            parameter: weight?.name ?? `parameter ${parameter.id}`,
            found: shapeText(shape),
            expected: shapeText(expected),
          },
        ],
  );
}
