/** What training saves, as literals. */

import { trainingStateOf } from '../../src/frameworks/index.ts';
import type { CallbackState, TrainingState } from '../../src/frameworks/training-state.ts';
import { children, joined } from '../../src/model/children.ts';
import {
  isKind,
  type Mapping,
  type NdArray,
  type Storage,
  type Tensor,
  type Value,
} from '../../src/model/value.ts';
import { arraysOf } from '../../src/model/walk.ts';
import { dict, float, instance, list, mapping, sequence, tensor } from './values.ts';

/** The state dict of a linear layer. */
export function layer(name = 'fc'): Mapping {
  return dict({
    [`${name}.weight`]: tensor([3, 2], { dtype: 'float32' }),
    [`${name}.bias`]: tensor([3], { dtype: 'float32' }),
  });
}

/** Adam over the parameters of one layer. */
export function adam(lr = 0.001): Mapping {
  const moments = (...shape: readonly number[]) =>
    dict({
      step: tensor([], { dtype: 'float32' }),
      exp_avg: tensor(shape, { dtype: 'float32' }),
      exp_avg_sq: tensor(shape, { dtype: 'float32' }),
    });
  return dict({
    state: mapping([0, moments(3, 2)], [1, moments(3)]),
    param_groups: list(
      dict({
        lr: float(lr),
        betas: sequence('tuple', float(0.9), float(0.999)),
        eps: float(1e-8),
        weight_decay: 0,
        amsgrad: false,
        decoupled_weight_decay: false,
        params: list(0, 1),
      }),
    ),
  });
}

export function stepLr(lastEpoch: number): Mapping {
  return dict({
    step_size: 2,
    gamma: float(0.5),
    base_lrs: list(float(0.001)),
    last_epoch: lastEpoch,
    _step_count: lastEpoch + 1,
    _last_lr: list(float(0.0005)),
  });
}

export function gradScaler(scale: number): Mapping {
  return dict({
    scale: float(scale),
    growth_factor: float(2),
    backoff_factor: float(0.5),
    growth_interval: 2000,
    _growth_tracker: 7,
  });
}

/** A `torch.nn.Module` that was pickled whole. */
export function nnModule(
  type: string,
  {
    parameters = {},
    buffers = {},
    modules = {},
    transient = [],
    ...others
  }: Readonly<{
    parameters?: Record<string, Value>;
    buffers?: Record<string, Value>;
    modules?: Record<string, Value>;
    transient?: readonly string[];
    attributes?: Record<string, Value>;
  }>,
) {
  return instance(type, {
    training: true,
    _parameters: dict(parameters),
    _buffers: dict(buffers),
    _non_persistent_buffers_set: sequence('set', ...transient),
    _modules: dict(modules),
    ...others.attributes,
  });
}

/** The training state of a tree, of which nothing may be lost. */
export function stateOf(root: Value): TrainingState {
  const state = trainingStateOf(root);
  if (state === undefined) throw new Error('no framework recognizes it');
  const lost = lostPaths(root, state);
  if (lost.length > 0) throw new Error(`lost: ${lost.join(', ')}`);
  return state;
}

/** Where in the tree a training state says that something is, and the values it keeps of it. */
export interface Place {
  readonly path: string;
  readonly values: readonly Value[];
}

export function placesOf(state: TrainingState): Place[] {
  return [
    ...state.weights.map(({ path, tensors, others }) => ({
      path,
      values: [...tensors.map((each) => each.tensor), ...others.map(({ value }) => value)],
    })),
    ...state.optimizers.map(({ path, groups, parameters, others }) => ({
      path,
      values: [
        ...groups.flatMap(({ options }) => [...options.values()]),
        ...parameters.flatMap((each) => [...each.state.values()]),
        ...others.map(({ value }) => value),
      ],
    })),
    ...state.schedulers.map(({ path, entries }) => ({ path, values: [...entries.values()] })),
    ...state.hyperparameters.map(({ path, entries }) => ({ path, values: [...entries.values()] })),
    ...state.callbacks.flatMap(placesOfCallback),
    ...[...state.progress.parts, ...state.precision, ...state.randomState, ...state.extra].map(
      ({ path, value }) => ({ path, values: [value] }),
    ),
  ];
}

/** Old versions of Lightning kept the states of callbacks among the entries of the root. */
function placesOfCallback({ path, state }: CallbackState): Place[] {
  if (path !== '') return [{ path, values: [...state.values()] }];
  return Array.from(state, ([name, value]) => ({ path: name, values: [value] }));
}

/** The tensors of a tree that a training state has lost. */
export function lostArrays(root: Value, state: TrainingState): (Tensor | Storage | NdArray)[] {
  const kept = new Set(arraysOf(placesOf(state).flatMap(({ values }) => values)));
  return arraysOf([root]).filter((array) => !kept.has(array));
}

/** Paths of what stands in no place, is not empty, and is no fact in words: a version, a name. */
export function lostPaths(root: Value, state: TrainingState): string[] {
  const paths = new Set(placesOf(state).map(({ path }) => path));
  const words = new Set<Value>([
    ...state.versions.values(),
    ...state.hyperparameters.flatMap(({ container, recordedAs }) => [container, recordedAs ?? '']),
  ]);
  const lost = (value: Value, path: string): string[] => {
    if (paths.has(path) || words.has(isKind(value, 'global') ? value.name : value)) return [];
    const isOpened = path === '' || [...paths].some((inner) => isInside(inner, path));
    const inside = Array.from(children(value));
    if (!isOpened) return isContainer(value) && inside.length === 0 ? [] : [path];
    return inside.flatMap((child) => lost(child.value, joined(path, child.step)));
  };
  return lost(root, '');
}

function isContainer(value: Value): boolean {
  return isKind(value, 'list') || isKind(value, 'mapping');
}

/** Paths of places that lie in other places, or are those of others. */
export function overlaps(state: TrainingState): string[] {
  const paths = placesOf(state).map(({ path }) => path);
  return paths.filter((path, index) =>
    paths.some((other, place) => place !== index && (other === path || isInside(path, other))),
  );
}

function isInside(path: string, outer: string): boolean {
  return outer === '' || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}
