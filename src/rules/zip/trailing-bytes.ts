import { defineProblemRule } from '../problem-rule.ts';

export const trailingBytes = defineProblemRule(
  'zip/trailing-bytes',
  'The archive ends where the file does',
);
