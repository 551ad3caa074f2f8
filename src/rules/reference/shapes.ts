import { shape } from '../../model/units.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { weightPairs } from '../reference-weights.ts';
import { defineRule } from '../rule.ts';

export const shapes = defineRule({
  id: 'reference/shapes',
  summary: 'The weights have the shapes of the reference: --reference',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['tensors', 'reference'],

  *find({ training, tensors, reference }) {
    const pairs = weightPairs({ tensors, ...(training !== undefined && { training }) }, reference);
    const unlike = [...pairs.own].flatMap(([name, { path, tensor }]) => {
      const other = pairs.reference.get(name)?.tensor;
      if (other === undefined || shape(other.shape) === shape(tensor.shape)) return [];
      return [{ path, name, text: `${name}: ${shape(tensor.shape)}, there ${shape(other.shape)}` }];
    });
    const [first] = unlike;
    if (first === undefined) return;
    const { count, examples } = examplesOf(unlike.map(({ name }) => name));
    const table = unlike.slice(0, examples.length).map(({ text }) => text);
    yield { path: first.path, data: { file: reference.checkpoint.file, count, examples, table } };
  },

  message: ({ file, count, examples }) =>
    `${count === 1 ? '1 tensor has another shape' : `${count} tensors have other shapes`} than in ${file}: ${exampleText({ count, examples })}; the model of that file does not take ${count === 1 ? 'it' : 'them'}, with strict=False either`,
  details: ({ table }) => table,
  cure: () =>
    'build the model with the hyperparameters that this file was trained with, or leave these tensors out and train them anew',
});
