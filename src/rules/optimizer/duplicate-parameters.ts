import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const duplicateParameters = defineRule({
  id: 'optimizer/duplicate-parameters',
  summary: 'No optimizer has a parameter twice',
  severity: 'warning',
  questions: ['resume'],
  needs: ['optimizers'],

  *find({ optimizers }) {
    for (const { parameters, path } of optimizers) {
      const seen = new Set<number | bigint | string>();
      const twice = new Set<string>();
      for (const { id } of parameters) {
        if (seen.has(id)) twice.add(String(id));
        seen.add(id);
      }
      if (twice.size > 0) yield { path, data: examplesOf([...twice]) };
    }
  },

  message: (ids) =>
    `${ids.count === 1 ? `parameter ${exampleText(ids)} is` : `parameters ${exampleText(ids)} are`} more than once in the groups: each step moves them as often`,
  cure: () => 'hand each parameter to the optimizer once, such as from set(model.parameters())',
});
