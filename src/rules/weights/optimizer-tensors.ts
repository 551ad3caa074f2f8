import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

const OPTIMIZER =
  /(?:^|\.)(?:exp_avg|exp_avg_sq|max_exp_avg_sq|exp_inf|momentum_buffer|square_avg|acc_delta|grad_avg)$/;

export const optimizerTensors = defineRule({
  id: 'weights/optimizer-tensors',
  summary: 'The weights hold no state of an optimizer',
  severity: 'warning',
  questions: ['load', 'eval', 'share'],
  needs: ['training'],

  *find({ training: { weights } }) {
    for (const { tensors } of weights) {
      const strange = tensors.filter(({ name }) => OPTIMIZER.test(name));
      const [first] = strange;
      if (first === undefined) continue;
      yield { path: first.path, data: examplesOf(strange.map(({ name }) => name)) };
    }
  },

  message: (names) =>
    `state of an optimizer is among the weights, and no model has such names: ${exampleText(names)}`,
  cure: () => 'save model.state_dict() and optimizer.state_dict() under keys of their own',
});
