import { defineProblemRule } from '../problem-rule.ts';

export const malformed = defineProblemRule('pickle/malformed', 'The pickle can be read');
