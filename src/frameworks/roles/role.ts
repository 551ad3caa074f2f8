/** What an entry of a checkpoint is about. Names suggest it; the value has to bear it out. */
import { isModule } from '../../model/known-objects.ts';
import { elementCountOf, isKind, type Value } from '../../model/value.ts';
import { entriesOf, namedEntries, numberOf, textOf } from '../common/entries.ts';
import { looksLikeOptimizer } from '../common/optimizer.ts';
import { looksLikeScheduler } from '../common/scheduler.ts';
import { looksLikeStateDict } from '../common/weights.ts';
import type { Part } from '../training-state.ts';
import { Kind, remembered } from './kind.ts';

export type Role =
  | WeightRole
  | 'optimizer'
  | 'scheduler'
  | 'precision'
  | 'random'
  | 'model-hyperparameters'
  | 'run-hyperparameters'
  | 'epoch'
  | 'step'
  | 'best'
  | 'version';

export type WeightRole = 'model' | 'averaged' | 'current';

/** By default, averages come after what they are averages of. */
export const MODEL_FIRST: readonly WeightRole[] = ['model', 'current', 'averaged'];
export const AVERAGES_FIRST: readonly WeightRole[] = ['averaged', 'current', 'model'];

/** The roles that an entry may have, the likeliest first; the first that its value fits is taken. */
export type RolesOf = (part: Part) => readonly Role[];

/** Whether a value is a state dict or a whole module. */
export const isWeights = remembered((value) => isModule(value) || looksLikeStateDict(value));

const WEIGHTS = new Kind(isWeights, 3);
const HYPERPARAMETERS = new Kind((value) => entriesOf(value).size > 0 && hasNames(value));
const COUNTER = new Kind((value) => Number.isFinite(numberOf(value)));

/** What values a role has. */
export const KINDS: Readonly<Record<Role, Kind>> = {
  model: WEIGHTS,
  averaged: WEIGHTS,
  current: WEIGHTS,
  optimizer: new Kind((value) => !isWeights(value) && looksLikeOptimizer(value), 2),
  scheduler: new Kind((value) => !isWeights(value) && isScheduler(value) && hasNames(value), 2),
  precision: new Kind(isLossScaler),
  random: new Kind(isState),
  'model-hyperparameters': HYPERPARAMETERS,
  'run-hyperparameters': HYPERPARAMETERS,
  epoch: COUNTER,
  step: COUNTER,
  best: new Kind((value) => numberOf(value) !== undefined || isScalarTensor(value)),
  version: new Kind((value) => textOf(value) !== undefined),
};

/** Whether nothing is lost where entries are kept by name: one may have a tuple for its key. */
function hasNames(value: Value): boolean {
  return namedEntries(value).size === entriesOf(value).size;
}

/** MMEngine’s schedulers count steps where torch’s count epochs. */
function isScheduler(value: Value): boolean {
  const entries = entriesOf(value);
  return looksLikeScheduler(value) || (entries.has('last_step') && entries.has('_global_step'));
}

const LOSS_SCALER: readonly string[] = [
  ...['scale', 'loss_scale', 'cur_scale', 'loss_scaler0', 'growth_factor', '_growth_factor'],
];

/** A disabled one is empty. What scales the features of a data set is something else. */
function isLossScaler(value: Value): boolean {
  const entries = entriesOf(value);
  if (isKind(value, 'mapping') && entries.size === 0) return true;
  return LOSS_SCALER.some((key) => entries.has(key));
}

function isScalarTensor(value: Value): boolean {
  return isKind(value, 'tensor') && value.shape !== null && elementCountOf(value.shape) === 1;
}

const STATE_KINDS: ReadonlySet<string> = new Set([
  ...['tensor', 'ndarray', 'storage'],
  ...['list', 'tuple', 'mapping', 'opaque', 'bytes', 'bytearray'],
]);

/** A generator’s state has some length. A number is a seed. */
function isState(value: Value): boolean {
  return typeof value === 'object' && value !== null && STATE_KINDS.has(value.kind);
}
