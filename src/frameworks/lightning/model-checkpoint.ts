import type { Value } from '../../model/value.ts';
import { entriesOf, intOf } from '../common/entries.ts';
import type { CallbackState, ModelCheckpointState, Score } from '../training-state.ts';
import { pathTextOf, scoreOf } from './score.ts';

/** Subclasses keep what their parent does, under a name of their own. */
export function isModelCheckpoint({ type, state }: CallbackState): boolean {
  return (
    type === 'ModelCheckpoint' || (state.has('best_model_path') && state.has('best_model_score'))
  );
}

/**
 * What a ModelCheckpoint knew when the file was written. The key repeats some of how it was made,
 * but resuming goes by the state.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/callbacks/model_checkpoint.py
 */
export function readModelCheckpoint({ state, options }: CallbackState): ModelCheckpointState {
  const said = (name: string) => (state.has(name) ? state.get(name) : options.get(name));
  return {
    monitor: monitorOf(said('monitor')),
    mode: modeOf(said('mode')),
    dirpath: pathTextOf(state.get('dirpath')),
    bestPath: pathTextOf(state.get('best_model_path')),
    bestScore: scoreOf(state.get('best_model_score')),
    currentScore: scoreOf(state.get('current_score')),
    lastPath: pathTextOf(state.get('last_model_path')),
    bestK: scoresByPath(state.get('best_k_models')),
    kthBestPath: pathTextOf(state.get('kth_best_model_path')),
    kthValue: scoreOf(state.get('kth_value')),
    everyTrainSteps: intOf(said('every_n_train_steps')),
    everyEpochs: intOf(said('every_n_epochs')),
  };
}

function monitorOf(value: Value | undefined): string | null | undefined {
  return typeof value === 'string' || value === null ? value : undefined;
}

export function modeOf(value: Value | undefined): 'min' | 'max' | undefined {
  return value === 'min' || value === 'max' ? value : undefined;
}

function scoresByPath(value: Value | undefined): ReadonlyMap<string, Score> | undefined {
  if (value === undefined) return undefined;
  const scores = new Map<string, Score>();
  for (const [key, item] of entriesOf(value)) {
    const path = pathTextOf(key);
    const score = scoreOf(item);
    if (path !== undefined && score !== undefined) scores.set(path, score);
  }
  return scores;
}
