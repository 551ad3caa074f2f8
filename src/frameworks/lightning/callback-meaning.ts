import type { CallbackState } from '../training-state.ts';
import { isEarlyStopping, readEarlyStopping } from './early-stopping.ts';
import { isModelCheckpoint, readModelCheckpoint } from './model-checkpoint.ts';

/** With what is known of the two callbacks that runs are judged by. */
export function withMeaning(callback: CallbackState): CallbackState {
  if (isModelCheckpoint(callback)) {
    return { ...callback, modelCheckpoint: readModelCheckpoint(callback) };
  }
  if (isEarlyStopping(callback)) return { ...callback, earlyStopping: readEarlyStopping(callback) };
  return callback;
}
