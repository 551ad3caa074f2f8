/** A checkpoint as a training state, with what has to be read or computed to show it. */
import { isContentError } from '../errors.ts';
import { frameworkOf } from '../frameworks/index.ts';
import type { OptimizerState, Score, TrainingState } from '../frameworks/training-state.ts';
import type { Anomaly, Checkpoint } from '../model/checkpoint.ts';
import { firstElements } from '../model/first-elements.ts';
import { elementCount, isKind, type Tensor, type Value } from '../model/value.ts';
import { type DimensionUse, dimensionUses } from './dimensions.ts';
import { type SizeShares, sizeShares } from './shares.ts';

export interface Training {
  readonly state: TrainingState;
  /** Values of tensors of one element: scores, learning rates, steps. */
  readonly scalars: ReadonlyMap<Tensor, Value>;
  readonly shares: SizeShares;
  /** Sizes of tensors that equal a hyperparameter, by the hyperparameter’s name. */
  readonly dimensions: ReadonlyMap<string, readonly DimensionUse[]>;
  /** For each optimizer. */
  readonly steps: readonly StepRange[];
}

/** How often an optimizer has updated its parameters. */
export interface StepRange {
  readonly least: number | undefined;
  readonly most: number | undefined;
  /** Of so many parameters the step was looked at. */
  readonly lookedAt: number;
  /** So many have one. */
  readonly count: number;
}

/** Of the steps of so many parameters the values are read: each costs a read. */
const MOST_STEPS = 64;
/** Of scores and learning rates. */
const MOST_SCALARS = 256;

/**
 * The training state of a checkpoint; `undefined` where no framework recognizes it. Reads nothing but
 * scalar tensors. One that cannot be read becomes an anomaly.
 */
export async function training(
  { root, byteLength }: Checkpoint,
  anomalies: Anomaly[],
  framework = frameworkOf(root),
): Promise<Training | undefined> {
  if (framework === undefined) return undefined;
  const state = framework.read(root);
  const stepValues = state.optimizers.map(sampledSteps);
  const wanted = new Set<Tensor>([
    ...scalarsOf(state).slice(0, MOST_SCALARS),
    ...stepValues.flatMap(({ sample }) => sample.filter(isScalarTensor)),
  ]);
  const scalars = await readScalars(wanted, anomalies);
  return {
    state,
    scalars,
    shares: sizeShares(root, state, byteLength),
    dimensions: dimensionUses(state),
    steps: stepValues.map(({ sample, count }) => stepRange(sample, count, scalars)),
  };
}

function isScalarTensor(value: Value | Score | undefined): value is Tensor {
  return typeof value === 'object' && isKind(value, 'tensor') && elementCount(value) === 1;
}

/** The tensors in whose place a person wants to see a number. */
function scalarsOf({ optimizers, callbacks, progress }: TrainingState): Tensor[] {
  const values: (Value | Score | undefined)[] = [progress.best?.value];
  for (const { groups } of optimizers) {
    for (const { options } of groups) values.push(...options.values());
  }
  for (const { modelCheckpoint, earlyStopping, state } of callbacks) {
    values.push(modelCheckpoint?.bestScore, modelCheckpoint?.currentScore);
    values.push(modelCheckpoint?.kthValue, ...(modelCheckpoint?.bestK?.values() ?? []));
    values.push(earlyStopping?.bestScore, ...state.values());
  }
  return values.filter(isScalarTensor);
}

interface Steps {
  readonly sample: readonly Value[];
  readonly count: number;
}

/** The steps of some parameters, evenly spread over all that have one. */
function sampledSteps({ parameters }: OptimizerState): Steps {
  const all = parameters.flatMap(({ state }) => state.get('step') ?? []);
  const stride = Math.max(1, Math.ceil(all.length / MOST_STEPS));
  return { sample: all.filter((_, index) => index % stride === 0), count: all.length };
}

function stepRange(
  sample: readonly Value[],
  count: number,
  scalars: ReadonlyMap<Tensor, Value>,
): StepRange {
  const numbers = sample.flatMap((value) => {
    const scalar = isKind(value, 'tensor') ? scalars.get(value) : value;
    if (isKind(scalar, 'float')) return scalar.value;
    return typeof scalar === 'number' ? scalar : [];
  });
  const least = numbers.reduce<number | undefined>(
    (a, b) => (a === undefined || b < a ? b : a),
    undefined,
  );
  const most = numbers.reduce<number | undefined>(
    (a, b) => (a === undefined || b > a ? b : a),
    undefined,
  );
  return { least, most, lookedAt: numbers.length, count };
}

/** The values of tensors of one element. A tensor that cannot be read has none, and an anomaly. */
export async function readScalars(
  tensors: Iterable<Tensor>,
  anomalies: Anomaly[],
  paths?: ReadonlyMap<Tensor, string>,
): Promise<ReadonlyMap<Tensor, Value>> {
  const scalars = new Map<Tensor, Value>();
  for (const tensor of tensors) {
    try {
      const [scalar] = (await firstElements(tensor, 1))?.values ?? [];
      if (scalar !== undefined) scalars.set(tensor, scalar);
    } catch (error) {
      if (!isContentError(error)) throw error;
      const { place, finding } = error;
      const path = paths?.get(tensor);
      const data = { finding };
      anomalies.push({
        kind: 'unreadable-tensor',
        place,
        ...(path !== undefined && { path }),
        data,
      });
    }
  }
  return scalars;
}
