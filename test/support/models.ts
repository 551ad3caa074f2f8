/** Models of the sorts whose shapes hyperparameters decide, and what was recorded of them. */
import type { Hyperparameters, TrainingState } from '../../src/frameworks/training-state.ts';
import type { Tensor, Value } from '../../src/model/value.ts';
import { trainingState, weightSet } from './training-states.ts';
import { tensor } from './values.ts';

export function hyperparameters(
  entries: Readonly<Record<string, Value>>,
  parts: Partial<Hyperparameters> = {},
): Hyperparameters {
  return {
    path: 'hyper_parameters',
    of: 'model',
    recordedAs: 'kwargs',
    container: 'dict',
    entries: new Map(Object.entries(entries)),
    ...parts,
  };
}

export function ofDatamodule(entries: Readonly<Record<string, Value>>): Hyperparameters {
  return hyperparameters(entries, { path: 'datamodule_hyper_parameters', of: 'datamodule' });
}

/** A state of training with these tensors and these hyperparameters of the model. */
export function model(
  tensors: Readonly<Record<string, Tensor>>,
  entries: Readonly<Record<string, Value>> = {},
  parts: Partial<TrainingState> = {},
): TrainingState {
  const own = Object.keys(entries).length === 0 ? [] : [hyperparameters(entries)];
  return trainingState({ weights: [weightSet(tensors)], hyperparameters: own, ...parts });
}

export function float32(...shape: readonly number[]): Tensor {
  return tensor(shape, { dtype: 'float32' });
}

/** An autoencoder: its first and its last layer have the number of items. */
export function multiVae(items: number): Readonly<Record<string, Tensor>> {
  return {
    'encoder.0.weight': float32(8, items),
    'encoder.0.bias': float32(8),
    'mu.weight': float32(4, 8),
    'mu.bias': float32(4),
    'decoder.0.weight': float32(8, 4),
    'decoder.2.weight': float32(items, 8),
    'decoder.2.bias': float32(items),
  };
}

/** A transformer: only its embedding and its output layer have it, with rows for mask and padding. */
export function bert4Rec(items: number): Readonly<Record<string, Tensor>> {
  return {
    'item_emb.weight': float32(items + 2, 16),
    'pos_emb.weight': float32(12, 16),
    'blocks.0.linear1.weight': float32(32, 16),
    'blocks.0.linear2.weight': float32(16, 32),
    'out.weight': float32(items + 1, 16),
    'out.bias': float32(items + 1),
  };
}
