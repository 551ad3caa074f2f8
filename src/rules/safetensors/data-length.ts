import { defineProblemRule } from '../problem-rule.ts';

export const dataLength = defineProblemRule(
  'safetensors/data-length',
  'The data end where the file does',
);
