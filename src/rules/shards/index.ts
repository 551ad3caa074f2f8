import { defineProblemRule } from '../problem-rule.ts';

export const index = defineProblemRule('shards/index', 'The index can be read');
