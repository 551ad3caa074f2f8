/** What callbacks keep, with the numbers behind scores. */
import { childPath, numberOf } from '../frameworks/common/entries.ts';
import type {
  CallbackState,
  EarlyStoppingState,
  ModelCheckpointState,
  Score,
  TrainingState,
} from '../frameworks/training-state.ts';
import type { Subject } from './subject.ts';

export interface Keeper extends ModelCheckpointState {
  readonly callback: CallbackState;
}

export function keepersIn({ callbacks }: TrainingState): readonly Keeper[] {
  return callbacks.flatMap((callback) =>
    callback.modelCheckpoint === undefined ? [] : [{ ...callback.modelCheckpoint, callback }],
  );
}

export interface Stopper extends EarlyStoppingState {
  readonly callback: CallbackState;
}

export function stoppersIn({ callbacks }: TrainingState): readonly Stopper[] {
  return callbacks.flatMap((callback) =>
    callback.earlyStopping === undefined ? [] : [{ ...callback.earlyStopping, callback }],
  );
}

/** Where a member of its state stands; before 0.10 that was the top level, under other names. */
export function placeOf({ path }: CallbackState, member: string): string | undefined {
  return path === '' ? undefined : childPath(path, member);
}

/** `undefined` where there is none, or where it was not read. */
export function scoreIn(scalars: Subject['scalars'], score: Score | undefined): number | undefined {
  if (score === null || score === undefined || typeof score === 'number') return score ?? undefined;
  return numberOf(scalars?.get(score));
}

/** Lightning writes an empty text where it has no path. */
export function isSaid(path: string | null | undefined): path is string {
  return path !== undefined && path !== null && path !== '';
}

/** Scores are float32 in checkpoints, and floats of whatever length in logs and configurations. */
export function isSameScore(left: number, right: number): boolean {
  if (Object.is(left, right) || Math.fround(left) === Math.fround(right)) return true;
  const size = Math.max(Math.abs(left), Math.abs(right));
  return Number.isFinite(size) && Math.abs(left - right) <= 1e-5 * size;
}

/** As JSON has it: what is no number there is spelled as Python does. */
export function scoreData(score: number): number | string {
  if (Number.isFinite(score)) return score;
  return Number.isNaN(score) ? 'nan' : score > 0 ? 'inf' : '-inf';
}

export function isBetter(one: number, other: number, mode: 'min' | 'max'): boolean {
  return mode === 'min' ? one < other : one > other;
}
