import { isParameter } from '../frameworks/common/buffers.ts';
import type { TrainingState, WeightSet } from '../frameworks/training-state.ts';
import { elementCount, type NdArray, type Value } from '../model/value.ts';
import { Views } from '../model/views.ts';
import type { ListedTensor } from './tensor-list.ts';

export interface Weights {
  /** Trained numbers: buffers, and copies that an optimizer or an average keeps, do not count. */
  readonly parameterCount: number;
  /** The top-level keys that hold them; none where the whole tree is the weights. */
  readonly sections: readonly string[];
}

/** The sets that make up the model: of what loading takes first, not the copies of it. */
export function ownWeights({ weights }: TrainingState): readonly WeightSet[] {
  return weights.filter(({ role }) => role === weights[0]?.role);
}

/** The weights as a framework tells them. */
export function weightsOfTraining(state: TrainingState): Weights {
  const own = ownWeights(state);
  return {
    parameterCount: own.reduce((sum, set) => sum + set.parameterCount, 0),
    sections: own.map(({ path }) => path).filter((path) => path !== ''),
  };
}

/** Top-level keys whose tensors are about training the weights, not the weights. */
const NOT_WEIGHTS =
  /optim|sched|scaler|(?:^|_)rng|random|^loops$|callbacks|sampler|history|metric|criterion|loss/i;
/** Copies of the weights: `model_ema`, `swa_model`, but not `semantic`. */
const AVERAGED = /(?<![a-z])(?:ema|swa)(?![a-z])|averag/i;

/** Tells the weights of a part of a checkpoint from the rest, by the keys. */
export function weightsOf(root: Value, tensors: readonly ListedTensor[]): Weights {
  if (isStateDict(root)) return weights([], tensors);
  const candidates = tensors.filter(({ section }) => !NOT_WEIGHTS.test(section));
  const own = candidates.filter(({ section }) => !AVERAGED.test(section));
  const chosen = own.length > 0 ? own : candidates;
  return weights([...new Set(chosen.map(({ section }) => section))], chosen);
}

/** A tree that is no dict of sections: a list, a module, a dict most of whose values are tensors. */
function isStateDict(root: Value): boolean {
  if (typeof root !== 'object' || root?.kind !== 'mapping') return true;
  const values = [...root.entries.values()];
  const own = values.filter(
    (value) => typeof value === 'object' && (value?.kind === 'tensor' || value?.kind === 'ndarray'),
  );
  return 2 * own.length >= values.length;
}

function weights(sections: readonly string[], tensors: readonly ListedTensor[]): Weights {
  // Tied tensors are the same view of the same storage, and the same parameters.
  const views = new Views();
  const arrays = new Set<NdArray>();
  let parameterCount = 0;
  for (const { name, tensor } of tensors) {
    if (!isParameter(name, tensor)) continue;
    const isNew =
      tensor.kind === 'tensor' ? views.earlier(tensor, name) === undefined : !arrays.has(tensor);
    if (tensor.kind === 'ndarray') arrays.add(tensor);
    if (isNew) parameterCount += elementCount(tensor);
  }
  return { parameterCount, sections };
}
