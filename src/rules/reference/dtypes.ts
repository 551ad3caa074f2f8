import { examplesOf, exampleText } from '../examples.ts';
import { weightPairs } from '../reference-weights.ts';
import { defineRule } from '../rule.ts';

export const dtypes = defineRule({
  id: 'reference/dtypes',
  summary: 'The weights have the dtypes of the reference: --reference',
  severity: 'note',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['tensors', 'reference'],

  *find({ training, tensors, reference }) {
    const pairs = weightPairs({ tensors, ...(training !== undefined && { training }) }, reference);
    const unlike = [...pairs.own].flatMap(([name, { path, tensor }]) => {
      const other = pairs.reference.get(name)?.tensor;
      if (other === undefined || other.dtype === tensor.dtype) return [];
      return [{ path, text: `${name} is ${tensor.dtype}, not ${other.dtype}` }];
    });
    const [first] = unlike;
    if (first === undefined) return;
    const texts = examplesOf(unlike.map(({ text }) => text));
    yield { path: first.path, data: { file: reference.checkpoint.file, ...texts } };
  },

  message: ({ file, count, examples }) =>
    `${count === 1 ? '1 tensor has another dtype' : `${count} tensors have other dtypes`} than in ${file}: ${exampleText({ count, examples })}`,
  cure: () =>
    'cast when loading, if it matters: model.load_state_dict casts to the dtype of the model',
});
