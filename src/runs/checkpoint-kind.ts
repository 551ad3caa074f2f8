import type { TrainingState } from '../frameworks/training-state.ts';
import { isUnfinishedName } from './checkpoint-name.ts';
import { fileNameFacts } from './file-name.ts';
import type { CheckpointKind } from './run.ts';

/**
 * Names that say what a file is for, in the order in which they count. Lightning’s own:
 * `on_exception` of OnExceptionCheckpoint, `hpc_ckpt_N` of a job that a cluster took down, and
 * `.lr_find_…` and `.scale_batch_size_…`, which the tuner removes when it is done.
 */
const NAMES: readonly (readonly [RegExp, CheckpointKind])[] = [
  [/^\.(?:tmp|lr_find_|scale_batch_size_)|^tmp(?:[-_.]|$)|~$/i, 'temporary'],
  [/^on_exception(?:[-_.]|$)|^\.pl_auto_save(?:\.|$)/, 'exception'],
  [/^hpc_ckpt_\d+(?:\.|$)/, 'hpc'],
  [/(?:^|[-_.])(?:last|latest)(?=[-_.]|$)/i, 'last'],
  [/(?:^|[-_.])best(?=[-_.]|$)/i, 'best'],
];

/** What a file is kept for, by its name and, where that says nothing, by what is in it. */
export function checkpointKind(name: string, state: TrainingState | undefined): CheckpointKind {
  if (isUnfinishedName(name)) return 'temporary';
  const named = NAMES.find(([pattern]) => pattern.test(name))?.[1];
  if (named !== undefined) return named;
  const { epoch, step, number } = fileNameFacts(name);
  if ((epoch ?? step ?? number) !== undefined) return 'periodic';
  const isOnlyWeights = state !== undefined && state.weights.length > 0 && !hasTraining(state);
  return isOnlyWeights ? 'weights-only' : 'other';
}

function hasTraining({ optimizers, schedulers, progress }: TrainingState): boolean {
  return (
    optimizers.length + schedulers.length > 0 || (progress.epoch ?? progress.step) !== undefined
  );
}
