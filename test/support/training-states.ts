import type { NamedTensor, TrainingState, WeightSet } from '../../src/frameworks/training-state.ts';
import type { Tensor } from '../../src/model/value.ts';

/** A state of training with these parts, and nothing else in it. */
export function trainingState(parts: Partial<TrainingState> = {}): TrainingState {
  return {
    framework: { id: 'lightning', title: 'Lightning', notes: [] },
    hyperparameters: [],
    weights: [],
    optimizers: [],
    schedulers: [],
    callbacks: [],
    progress: { epoch: undefined, step: undefined, parts: [] },
    precision: [],
    randomState: [],
    versions: new Map(),
    extra: [],
    ...parts,
  };
}

/** Weights of these parameters, at `state_dict`. */
export function weightSet(
  tensors: Readonly<Record<string, Tensor>>,
  parts: Partial<WeightSet> = {},
): WeightSet {
  const named = Object.entries(tensors).map(
    ([name, tensor]): NamedTensor => ({
      name,
      path: `state_dict.${name}`,
      tensor,
      role: 'parameter',
    }),
  );
  return {
    path: 'state_dict',
    role: 'model',
    tensors: named,
    others: [],
    prefixes: [],
    parameterCount: 0,
    ...parts,
  };
}
