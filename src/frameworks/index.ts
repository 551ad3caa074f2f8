import type { Value } from '../model/value.ts';
import { deepspeed } from './deepspeed.ts';
import { detectron2 } from './detectron2.ts';
import { fairseq } from './fairseq.ts';
import { accelerateRandomState, trainerRandomState, trainingArguments } from './huggingface.ts';
import { lightning } from './lightning/index.ts';
import { mmengine } from './mmengine.ts';
import { nanogpt } from './nanogpt.ts';
import { packnet } from './packnet.ts';
import { peft } from './peft.ts';
import { pickledModule } from './pickled-module.ts';
import { optimizerState, scalerState, schedulerState } from './single-states.ts';
import { stateDict } from './state-dict.ts';
import { timm } from './timm.ts';
import { trainingLoop } from './training-loop.ts';
import type { Framework, TrainingState } from './training-state.ts';
import { ultralytics } from './ultralytics.ts';
import { whisper } from './whisper.ts';

/** The first that recognizes a tree reads it: those with keys of their own before the general ones. */
export const frameworks: readonly Framework[] = [
  lightning,
  packnet,
  deepspeed,
  fairseq,
  mmengine,
  ultralytics,
  timm,
  nanogpt,
  whisper,
  detectron2,
  trainingArguments,
  trainerRandomState,
  accelerateRandomState,
  pickledModule,
  optimizerState,
  schedulerState,
  scalerState,
  peft,
  trainingLoop,
  stateDict,
];

/** The framework that arranged a tree so; `undefined` where none did. */
export function frameworkOf(root: Value): Framework | undefined {
  return frameworks.find((framework) => framework.recognizes(root));
}

/** Of trees that were read: who looks at a run and judges its files asks twice. */
const STATES = new WeakMap<object, TrainingState>();

/** `undefined` where the tree is no checkpoint that any framework wrote. */
export function trainingStateOf(root: Value): TrainingState | undefined {
  if (typeof root !== 'object' || root === null) return undefined;
  const known = STATES.get(root);
  if (known !== undefined) return known;
  const state = frameworkOf(root)?.read(root);
  if (state !== undefined) STATES.set(root, state);
  return state;
}
