import type { Value } from '../../model/value.ts';
import { intOf, textOf } from '../common/entries.ts';
import type { CallbackState, EarlyStoppingState } from '../training-state.ts';
import { modeOf } from './model-checkpoint.ts';
import { scoreOf } from './score.ts';

/** Subclasses keep what their parent does, under a name of their own. */
export function isEarlyStopping({ type, state }: CallbackState): boolean {
  return type === 'EarlyStopping' || (state.has('wait_count') && state.has('stopped_epoch'));
}

/**
 * What an EarlyStopping knew when the file was written.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/callbacks/early_stopping.py
 */
export function readEarlyStopping({ state, options }: CallbackState): EarlyStoppingState {
  const said = (name: string) => (state.has(name) ? state.get(name) : options.get(name));
  return {
    monitor: textOf(said('monitor')),
    mode: modeOf(said('mode')),
    bestScore: scoreOf(state.get('best_score')),
    waitCount: intOf(state.get('wait_count')),
    patience: intOf(state.get('patience')),
    stoppedEpoch: intOf(state.get('stopped_epoch')),
    stoppingReason: reasonOf(state.get('stopping_reason'), state.get('stopping_reason_message')),
  };
}

/** In the order of their numbers; 0 is that it did not stop. */
const REASONS: readonly (string | undefined)[] = [
  undefined,
  'stopping threshold reached',
  'divergence threshold reached',
  'patience exhausted',
  'metric not finite',
];

function reasonOf(number: Value | undefined, message: Value | undefined): string | undefined {
  if (typeof message === 'string' && message !== '') return message;
  return REASONS[intOf(number) ?? 0];
}
