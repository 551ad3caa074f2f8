import { DTYPES, isDType } from '../model/dtype.ts';
import type { NdArray, Tensor, Value } from '../model/value.ts';
import { ViewSet } from './sharing.ts';
import { elementCount, type ListedTensor } from './tensor-list.ts';

export interface Weights {
  /** Trained numbers: buffers, and copies that an optimizer or an average keeps, do not count. */
  readonly parameterCount: number;
  /** The top-level keys that hold them; none where the whole tree is the weights. */
  readonly sections: readonly string[];
  readonly tensors: readonly ListedTensor[];
}

/** Top-level keys whose tensors are about training the weights, not the weights. */
const NOT_WEIGHTS =
  /optim|sched|scaler|(?:^|_)rng|random|^loops$|callbacks|sampler|history|metric|criterion|loss/i;
/** Copies of the weights: `model_ema`, `swa_model`, but not `semantic`. */
const AVERAGED = /(?<![a-z])(?:ema|swa)(?![a-z])|averag/i;
/** Tensors that modules save beside their parameters. */
const BUFFER =
  /(?:^|\.)(?:running_mean|running_var|num_batches_tracked|position_ids|inv_freq|relative_position_index|masked_bias)$/;

/** Tells the weights of a checkpoint from the rest, by the top-level keys. */
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
  const views = new ViewSet();
  const arrays = new Set<NdArray>();
  let parameterCount = 0;
  for (const { name, tensor } of tensors) {
    if (!isParameter(name, tensor)) continue;
    const isNew = tensor.kind === 'tensor' ? views.add(tensor) : !arrays.has(tensor);
    if (tensor.kind === 'ndarray') arrays.add(tensor);
    if (isNew) parameterCount += elementCount(tensor);
  }
  return { parameterCount, sections, tensors };
}

function isParameter(name: string, tensor: Tensor | NdArray): boolean {
  if (BUFFER.test(name)) return false;
  if (!isDType(tensor.dtype)) return false;
  const { kind } = DTYPES[tensor.dtype];
  return kind === 'float' || kind === 'complex' || kind === 'quantized';
}
