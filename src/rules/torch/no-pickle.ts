import { defineProblemRule } from '../problem-rule.ts';

export const noPickle = defineProblemRule('torch/no-pickle', 'The archive has its pickle');
