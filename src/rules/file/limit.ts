import { defineProblemRule } from '../problem-rule.ts';

export const limit = defineProblemRule('file/limit', 'The file asks for no more than is granted');
