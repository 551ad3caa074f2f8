import { defineProblemRule } from '../problem-rule.ts';

export const textModeTransfer = defineProblemRule(
  'file/text-mode-transfer',
  'The file was transferred as bytes',
);
