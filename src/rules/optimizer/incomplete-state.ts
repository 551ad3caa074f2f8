import type { OptimizerState } from '../../frameworks/training-state.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** They take these for granted where a parameter has any state. */
const ADAMS: ReadonlySet<string> = new Set(['Adam', 'AdamW', 'NAdam', 'RAdam']);
const MOMENTS = ['step', 'exp_avg', 'exp_avg_sq'];

/** https://github.com/pytorch/pytorch/blob/v2.7.0/torch/optim/adam.py */
export const incompleteState = defineRule({
  id: 'optimizer/incomplete-state',
  summary: 'A parameter with any state of Adam has all of it',
  severity: 'error',
  questions: ['resume'],
  needs: ['optimizers'],

  *find({ optimizers }) {
    for (const optimizer of optimizers.filter(isAdam)) {
      for (const { options, parameters: places } of optimizer.groups) {
        const wanted = [...MOMENTS, ...(options.get('amsgrad') === true ? ['max_exp_avg_sq'] : [])];
        const lacking = places.flatMap((place) => {
          const parameter = optimizer.parameters[place];
          if (parameter === undefined || parameter.state.size === 0) return [];
          const missing = wanted.find((key) => !parameter.state.has(key));
          return missing === undefined ? [] : [{ path: parameter.path, missing }];
        });
        const [first] = lacking;
        if (first === undefined) continue;
        const paths = lacking.map(({ path }) => path);
        yield { path: first.path, data: { missing: first.missing, ...examplesOf(paths) } };
      }
    }
  },

  message: ({ missing, ...paths }) =>
    `${missing} is missing from the state at ${exampleText(paths)}: the first step after resuming stops with KeyError: '${missing}'`,
  cure: () => 'resume from another checkpoint of the run, or with a new optimizer',
});

function isAdam({ type, candidates = [] }: OptimizerState): boolean {
  const types = type === undefined ? candidates : [type];
  return types.length > 0 && types.every((each) => ADAMS.has(each));
}
