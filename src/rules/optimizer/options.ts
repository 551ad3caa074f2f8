import { childPath, itemsOf, numberOf } from '../../frameworks/common/entries.ts';
import type { ParamGroup } from '../../frameworks/training-state.ts';
import { jsonNumber } from '../odd-number.ts';
import { defineRule } from '../rule.ts';

/** https://github.com/pytorch/pytorch/blob/v2.7.0/torch/optim/adam.py */
export const options = defineRule({
  id: 'optimizer/options',
  summary: 'Options of optimizers are such as torch lets them be made with',
  severity: 'warning',
  questions: ['resume'],
  needs: ['optimizers'],

  *find({ optimizers }) {
    for (const group of optimizers.flatMap(({ groups }) => groups)) yield* oddOptions(group);
  },

  message: ({ option, value, allowed }) => `${option} is ${value} and has to be ${allowed}`,
  cure: ({ option }) => `set ${option} of the param_groups after restoring the optimizer`,
});

function* oddOptions({ options: all, path }: ParamGroup) {
  const odd = (option: string, value: number, allowed: string) => ({
    path: childPath(path, option),
    data: { option, value: jsonNumber(value), allowed },
  });
  const betas = itemsOf(all.get('betas')).flatMap((beta) => numberOf(beta) ?? []);
  const beta = betas.find((each) => !(each >= 0 && each < 1));
  if (beta !== undefined) yield odd('betas', beta, 'at least 0 and below 1');
  for (const option of ['eps', 'weight_decay', 'momentum']) {
    const value = numberOf(all.get(option));
    if (value !== undefined && !(value >= 0)) yield odd(option, value, 'at least 0');
  }
}
