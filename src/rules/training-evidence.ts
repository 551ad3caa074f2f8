import type { TrainingState } from '../frameworks/training-state.ts';
import type { Value } from '../model/value.ts';
import { fitLoopOf } from './fit-loop.ts';
import { lightningFile } from './lightning-file.ts';
import type { Subject } from './subject.ts';

/** A state of training and its parts, each by itself: a rule about one is skipped where there is none. */
export function trainingEvidence(training: TrainingState, root: Value): Partial<Subject> {
  const { weights, optimizers, schedulers, precision, framework } = training;
  const isLightning = framework.id === 'lightning';
  const fitLoop = isLightning ? fitLoopOf(training) : undefined;
  return {
    training,
    ...(weights.length > 0 && { weights }),
    ...(optimizers.length > 0 && { optimizers }),
    ...(schedulers.length > 0 && { schedulers }),
    ...(precision.length > 0 && { precision }),
    ...(isLightning && { lightning: lightningFile(root) }),
    ...(fitLoop !== undefined && { fitLoop }),
  };
}
