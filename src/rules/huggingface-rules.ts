import { adapterBase } from './huggingface/adapter-base.ts';
import { adapterRank } from './huggingface/adapter-rank.ts';
import { dtype } from './huggingface/dtype.ts';
import { noBest } from './huggingface/no-best.ts';
import { noOptimizer } from './huggingface/no-optimizer.ts';
import { randomStates } from './huggingface/random-states.ts';
import { schedulerStep } from './huggingface/scheduler-step.ts';
import { step } from './huggingface/step.ts';
import { twoFormats } from './huggingface/two-formats.ts';
import { vocabulary } from './huggingface/vocabulary.ts';
import type { Rule } from './rule.ts';

/** What directories of transformers, PEFT and accelerate have to be. */
export const huggingFaceRules: readonly Rule[] = [
  noBest,
  noOptimizer,
  step,
  schedulerStep,
  randomStates,
  vocabulary,
  dtype,
  twoFormats,
  adapterRank,
  adapterBase,
];
