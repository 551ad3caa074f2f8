import { defineProblemRule } from '../problem-rule.ts';

export const truncated = defineProblemRule('file/truncated', 'The file is whole');
