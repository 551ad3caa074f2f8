import { defineProblemRule } from '../problem-rule.ts';

export const header = defineProblemRule(
  'safetensors/header',
  'The header says what a header has to say',
);
