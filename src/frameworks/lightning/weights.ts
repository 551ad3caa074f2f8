import { isKind, type Value } from '../../model/value.ts';
import { childPath } from '../common/entries.ts';
import { looksLikeStateDict, readWeights } from '../common/weights.ts';
import type { CallbackState, WeightSet } from '../training-state.ts';
import type { TopLevel } from './top-level.ts';

/**
 * The weights that loading takes, then the others. With WeightAveraging `state_dict` holds the
 * averages, and what was trained stands beside it.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/callbacks/weight_averaging.py
 */
export function readAllWeights(
  top: TopLevel,
  callbacks: readonly CallbackState[],
): readonly WeightSet[] {
  const main = top.take('state_dict', (value) => isKind(value, 'mapping'));
  // DeepSpeed keeps the weights itself, and all else that Lightning writes beside them.
  const own = main ?? top.take('module', looksLikeStateDict);
  const current = top.take('current_model_state', looksLikeStateDict);
  const sets: WeightSet[] = [];
  if (own !== undefined) {
    sets.push(readWeights(own.value, own.path, current === undefined ? 'model' : 'averaged'));
  }
  if (current !== undefined) sets.push(readWeights(current.value, current.path, 'current'));
  return [...sets, ...callbacks.flatMap(averagedBy)];
}

const AVERAGES = 'average_model_state';

/** The averages that StochasticWeightAveraging keeps until training ends. */
function averagedBy({ state, path }: CallbackState): readonly WeightSet[] {
  const value: Value | undefined = state.get(AVERAGES);
  if (value === undefined || !looksLikeStateDict(value)) return [];
  return [readWeights(value, childPath(path, AVERAGES), 'averaged')];
}
