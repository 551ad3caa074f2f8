import { defineProblemRule } from '../problem-rule.ts';

export const layout = defineProblemRule(
  'safetensors/layout',
  'The tensors cover the data without gaps',
);
