import { defineRule } from '../rule.ts';

/** Files of these have an optimizer and nothing else: the weights lie beside. */
const PARTS: ReadonlySet<string> = new Set(['optimizer-state', 'deepspeed', 'lightning']);

export const withoutWeights = defineRule({
  id: 'optimizer/without-weights',
  summary: 'Where an optimizer is saved, so are the weights',
  severity: 'note',
  questions: ['load', 'resume'],
  needs: ['optimizers', 'training'],

  *find({ optimizers: [first], training }) {
    if (training.weights.length > 0 || PARTS.has(training.framework.id)) return;
    yield { path: first?.path, data: {} };
  },

  message: () => 'an optimizer, and no weights that it could go on with',
  cure: () => 'save the weights with it: {"model_state_dict": model.state_dict(), ...}',
});
