import { defineProblemRule } from '../problem-rule.ts';

export const broken = defineProblemRule('zip/broken', 'The archive can be read');
