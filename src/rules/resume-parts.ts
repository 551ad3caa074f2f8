/** Whether training can go on from a file, by what lies in it. */
import type { TrainingState } from '../frameworks/training-state.ts';
import type { Subject } from './subject.ts';

/** Files of these are part of a directory, and it is the directory that is resumed from. */
const PARTS: ReadonlySet<string> = new Set([
  ...['optimizer-state', 'scheduler-state', 'gradient-scaler-state'],
  ...['huggingface-trainer', 'accelerate', 'deepspeed', 'fairseq', 'peft'],
]);

/** Names beside weights that hold the rest of what resuming needs. */
const BESIDE =
  /^(?:optimizer(?:_\d+)?|trainer_state|random_states_\d+|scheduler)\.(?:pt|bin|json|pkl|safetensors)$|optim_states\.pt$|\.distcp$/;

/** Whether a file is all that its framework resumes from. */
export function isWhole({ training, names = [] }: Pick<Subject, 'training' | 'names'>): boolean {
  if (training === undefined || PARTS.has(training.framework.id)) return false;
  return !names.some((name) => BESIDE.test(name));
}

/** What of training is in it, as a person calls it. */
export function partNames(training: TrainingState): readonly string[] {
  const { weights, optimizers, schedulers, precision, progress, randomState } = training;
  return [
    ...(weights.length > 0 ? ['weights'] : []),
    ...(optimizers.length > 0 ? ['optimizer'] : []),
    ...(schedulers.length > 0 ? ['scheduler'] : []),
    ...(precision.length > 0 ? ['loss scaler'] : []),
    ...(randomState.length > 0 ? ['random state'] : []),
    ...(progress.best === undefined ? [] : [bestText(progress.best)]),
  ];
}

function bestText({ metric, value }: NonNullable<TrainingState['progress']['best']>): string {
  return typeof value === 'number' ? `best ${metric} ${value}` : `best ${metric}`;
}

/** `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
