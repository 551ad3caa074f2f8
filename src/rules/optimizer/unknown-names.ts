import { unwrappedName } from '../../frameworks/common/wrappers.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const unknownNames = defineRule({
  id: 'optimizer/unknown-names',
  summary: 'Parameters that an optimizer names are weights',
  severity: 'warning',
  questions: ['resume'],
  needs: ['optimizers', 'weights'],

  *find({ optimizers, weights }) {
    const tensors = weights.flatMap((set) => set.tensors);
    const known = new Set(tensors.map(({ name }) => unwrappedName(name)));
    for (const { naming, parameters, path } of optimizers) {
      if (naming !== 'exact') continue;
      const unknown = parameters.flatMap(({ name }) =>
        name === undefined || known.has(unwrappedName(name)) ? [] : [name],
      );
      if (unknown.length === 0) continue;
      yield {
        path,
        data: { total: parameters.length, ...examplesOf(unknown) },
        explains: [{ rule: 'optimizer/parameter-count', path }],
      };
    }
  },

  message: ({ total, ...names }) =>
    `${names.count} of the ${total} parameters that the optimizer names are no weights of the file: ${exampleText(names)}`,
  cure: () =>
    'take another checkpoint of the run; where the names only changed, rename them in the optimizer too',
});
