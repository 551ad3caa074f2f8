/** One of two checkpoints that are compared: its training state, and the numbers it needs. */
import { emptyState } from '../../frameworks/common/empty.ts';
import { isTensor, partsOf } from '../../frameworks/common/entries.ts';
import { trainingStateOf } from '../../frameworks/index.ts';
import type { OptimizerState, Part, TrainingState } from '../../frameworks/training-state.ts';
import type { Anomaly, Checkpoint } from '../../model/checkpoint.ts';
import { elementCount, isKind, type Tensor, type Value } from '../../model/value.ts';
import { readScalars } from '../training.ts';
import { partAt } from './part.ts';

export interface Side {
  readonly checkpoint: Checkpoint;
  /** The part that is compared, and the path that led to it. */
  readonly part: Value;
  readonly path: string;
  readonly state: TrainingState;
  readonly scalars: ReadonlyMap<Tensor, Value>;
  readonly anomalies: readonly Anomaly[];
}

/** So many tensors of one element are read: each costs a read. */
const MOST_SCALARS = 256;
const MOST_STEPS = 64;

/** Reads scalar tensors and nothing else. Throws a `PathError` where `path` leads nowhere. */
export async function sideOf(checkpoint: Checkpoint, path = ''): Promise<Side> {
  const part = partAt(checkpoint, path);
  const anomalies: Anomaly[] = [];
  const known = trainingStateOf(part) ?? withoutFramework(part);
  const extras = path === '' ? checkpoint.extras : new Map<string, Value>();
  const extra = Array.from(extras, ([name, value]): Part => ({ path: name, name, value }));
  const state = { ...known, extra: [...known.extra, ...extra] };
  const scalars = await readScalars(scalarsOf(state), anomalies);
  return { checkpoint, part, path, state, scalars, anomalies };
}

/** A tree that no framework arranged: all of it is something else. */
function withoutFramework(part: Value): TrainingState {
  const parts = partsOf(part, '');
  return {
    ...emptyState({ id: 'none', title: 'no training state', notes: [] }),
    extra: parts.length === 0 ? [{ path: '', name: '', value: part }] : parts,
  };
}

/** The tensors in whose place a person wants to see a number. */
function scalarsOf(state: TrainingState): Tensor[] {
  const { optimizers, schedulers, callbacks, progress, hyperparameters, extra, precision } = state;
  const found: Tensor[] = [];
  const add = (value: unknown): void => {
    if (isScalarTensor(value) && found.length < MOST_SCALARS) found.push(value);
  };
  add(progress.best?.value);
  for (const { groups } of optimizers) for (const { options } of groups) options.forEach(add);
  for (const callback of callbacks) {
    callback.state.forEach(add);
    for (const value of callback.state.values()) {
      if (isKind(value, 'mapping')) value.entries.forEach(add);
    }
  }
  for (const { entries } of [...hyperparameters, ...schedulers]) entries.forEach(add);
  for (const { value } of [...extra, ...precision]) add(value);
  return [...found, ...optimizers.flatMap(steps)];
}

/** Steps of the first parameters: nearly always they are all the same. */
function steps({ parameters }: OptimizerState): Tensor[] {
  const all = parameters.flatMap(({ state }) => [...state.values()].filter(isScalarTensor));
  return all.slice(0, MOST_STEPS);
}

function isScalarTensor(value: unknown): value is Tensor {
  return (
    isTensor(value as Value) &&
    isKind(value as Value, 'tensor') &&
    elementCount(value as Tensor) === 1
  );
}
