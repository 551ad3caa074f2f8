import { defineProblemRule } from '../problem-rule.ts';

export const unsupported = defineProblemRule(
  'file/unsupported',
  'The file is of a format that is read here',
);
