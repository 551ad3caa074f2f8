import { defineProblemRule } from '../problem-rule.ts';

export const malformed = defineProblemRule(
  'file/malformed',
  'The file keeps to the rules of its format',
);
