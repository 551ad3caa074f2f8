/** The weights that optimizers may have, in the order of the file. */
import { isLikelyBuffer } from '../frameworks/common/buffers.ts';
import type {
  NamedTensor,
  OptimizedParameter,
  TrainingState,
} from '../frameworks/training-state.ts';
import { DTYPES, isDType } from '../model/dtype.ts';
import { isKind, type NdArray, type Tensor, type Value } from '../model/value.ts';

/** All that a module may have for parameters, under each of its names. */
export function floatWeights(training: TrainingState): readonly NamedTensor[] {
  return current(training).filter(
    ({ tensor: { dtype } }) => isDType(dtype) && DTYPES[dtype].kind !== 'int',
  );
}

/** Those that are parameters by their names and types. */
export function trainedWeights(training: TrainingState): readonly NamedTensor[] {
  return current(training).filter(
    ({ name, role, tiedTo }) =>
      role === 'parameter' && tiedTo === undefined && !isLikelyBuffer(name),
  );
}

/** Averages have the parameters of the model again. */
function current({ weights }: TrainingState): readonly NamedTensor[] {
  const sets = weights.filter(({ role }) => role !== 'averaged');
  return (sets.length > 0 ? sets : weights).flatMap(({ tensors }) => tensors);
}

/** DeepSpeed’s optimizers have flat pieces of many weights for their parameters. */
export function hasFlatParameters({ framework }: TrainingState): boolean {
  return framework.id === 'deepspeed';
}

/** What an optimizer keeps in the shape of the parameter: https://github.com/pytorch/pytorch/tree/v2.7.0/torch/optim */
const LIKE_PARAMETER: readonly string[] = [
  ...['exp_avg', 'exp_avg_sq', 'max_exp_avg_sq', 'exp_inf', 'momentum_buffer', 'square_avg'],
  ...['grad_avg', 'acc_delta', 'sum', 'prev', 'ax'],
];

interface Moment {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The moments of a parameter, with their shapes. */
export function momentsOf({ state }: OptimizedParameter): readonly Moment[] {
  return LIKE_PARAMETER.flatMap((name) => {
    const value = state.get(name);
    return isTensor(value) && value.shape !== null ? [{ name, shape: value.shape }] : [];
  });
}

function isTensor(value: Value | undefined): value is Tensor | NdArray {
  return isKind(value, 'tensor') || isKind(value, 'ndarray');
}
