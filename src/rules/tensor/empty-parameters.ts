import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** What a sharded model saves where nobody gathers it: https://github.com/huggingface/peft/issues/453 */
export const emptyParameters = defineRule({
  id: 'tensor/empty-parameters',
  summary: 'Most parameters have elements',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  needs: ['training'],

  *find({ training }) {
    // Its files lie beside each other, and the weights are in those of the optimizer.
    if (training.framework.id === 'deepspeed') return;
    for (const { path, tensors } of training.weights) {
      const parameters = tensors.filter(({ role }) => role === 'parameter');
      const empty = parameters.filter(({ tensor: { shape } }) => isHollow(shape));
      // A model may have a layer of nothing; one of hardly anything else was not gathered.
      if (empty.length < 3 || empty.length < 0.9 * parameters.length) continue;
      const names = examplesOf(empty.map(({ name }) => name));
      yield { path, data: { ...names, of: parameters.length } };
    }
  },

  message: ({ of, ...names }) =>
    `${names.count} of ${of} parameters have no elements: ${exampleText(names)}`,
  cure: () => 'gather the weights before they are saved, as DeepSpeed’s zero_to_fp32.py does',
});

/** What ZeRO leaves in place of a parameter, whatever its shape was. */
function isHollow(shape: readonly number[] | null): boolean {
  return shape?.length === 1 && shape[0] === 0;
}
