import { defineProblemRule } from '../problem-rule.ts';

export const unreadable = defineProblemRule('file/unreadable', 'The file can be read');
