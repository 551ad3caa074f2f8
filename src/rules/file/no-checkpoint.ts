import { defineProblemRule } from '../problem-rule.ts';

export const noCheckpoint = defineProblemRule('file/no-checkpoint', 'The file is a checkpoint');
