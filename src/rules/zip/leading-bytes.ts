import { defineProblemRule } from '../problem-rule.ts';

export const leadingBytes = defineProblemRule(
  'zip/leading-bytes',
  'The archive begins where the file does',
);
