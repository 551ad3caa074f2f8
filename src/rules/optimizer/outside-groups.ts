import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const outsideGroups = defineRule({
  id: 'optimizer/outside-groups',
  summary: 'All state of an optimizer is about parameters in its groups',
  severity: 'error',
  questions: ['resume'],
  needs: ['optimizers'],

  *find({ optimizers }) {
    for (const { others, parameters } of optimizers) {
      // Only numbers stand for parameters: some optimizers keep more under names.
      if (!parameters.every(({ id }) => typeof id !== 'string')) continue;
      const outside = others.filter(({ name }) => /^state\[\d+\]$/.test(name));
      const ids = outside.map(({ name }) => name.replace(/^state\[(.*)\]$/, '$1'));
      if (ids.length === 0) continue;
      yield {
        path: outside[0]?.path,
        data: { listed: parameters.length, ...examplesOf(ids) },
        explains: [{ rule: 'optimizer/untrained-weights' }],
      };
    }
  },

  message: ({ listed, ...ids }) =>
    `state for ${ids.count === 1 ? 'parameter' : 'parameters'} ${exampleText(ids)}, which no group lists (they list ${listed}): loading stops with ValueError: loaded state dict contains a parameter group that doesn't match the size of optimizer's group`,
  cure: () =>
    'add the missing numbers to the params of their group, or resume from another checkpoint of the run',
});
