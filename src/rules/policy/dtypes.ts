import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const dtypes = defineRule({
  id: 'policy/dtypes',
  summary: 'No tensor has a dtype that the policy forbids',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['requirements', 'tensors'],

  *find({ requirements, tensors }) {
    for (const dtype of requirements.forbiddenDtypes) {
      const paths = tensors.filter(({ tensor }) => tensor.dtype === dtype).map(({ path }) => path);
      if (paths.length > 0) yield { path: paths[0], data: { dtype, ...examplesOf(paths) } };
    }
  },

  message: ({ dtype, ...paths }) =>
    `the policy forbids ${dtype}, which is that of ${exampleText(paths)}`,
  cure: ({ dtype }) => `convert what is ${dtype} before it is saved`,
});
