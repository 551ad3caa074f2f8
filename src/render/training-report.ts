/** The training state as plain data, the same names for all frameworks. */
import type {
  CallbackState,
  Hyperparameters,
  OptimizerState,
  Part,
  Progress,
  SchedulerState,
  Score,
  WeightSet,
} from '../frameworks/training-state.ts';
import type { Tensor, Value } from '../model/value.ts';
import type { SectionName } from '../operations/sections.ts';
import { byteLengthOfTensor } from '../operations/tensor-list.ts';
import type { StepRange, Training } from '../operations/training.ts';
import { objectOf } from './plain-object.ts';
import { escapedKey, type Plain, type PlainObject, type PlainTree } from './plain-tree.ts';

/** What stands under `training` in a report; `tree` writes the values. */
export function trainingReport(training: Training, tree: PlainTree): PlainObject {
  const writer = new TrainingWriter(training, tree);
  const { framework } = training.state;
  return new Map<string, Plain>([
    [
      'framework',
      objectOf({
        id: framework.id,
        title: framework.title,
        version: framework.version,
        era: framework.era,
        notes: [...framework.notes],
      }),
    ],
    ['hyperparameters', writer.section('hyperparameters')],
    ['weights', writer.section('weights')],
    ['optimizers', writer.section('optimizers')],
    ['schedulers', writer.section('schedulers')],
    ['callbacks', writer.section('callbacks')],
    ['progress', writer.section('progress')],
    ['precision', writer.section('precision')],
    ['randomState', writer.section('random-state')],
    ['versions', writer.section('versions')],
    ['extra', writer.section('extra')],
    ['bytes', objectOf({ ...training.shares })],
  ]);
}

/** One section, for those who ask for it alone. */
export function sectionReport(name: SectionName, training: Training, tree: PlainTree): Plain {
  return new TrainingWriter(training, tree).section(name);
}

/** Whether there is nothing of the kind in the checkpoint. */
export function isEmptySection(name: SectionName, training: Training): boolean {
  const { state } = training;
  switch (name) {
    case 'progress': {
      const { parts, epoch, step } = state.progress;
      return parts.length === 0 && epoch === undefined && step === undefined;
    }
    case 'versions':
      return state.versions.size === 0;
    case 'random-state':
      return state.randomState.length === 0;
    default:
      return state[name].length === 0;
  }
}

class TrainingWriter {
  readonly #training: Training;
  readonly #tree: PlainTree;

  constructor(training: Training, tree: PlainTree) {
    this.#training = training;
    this.#tree = tree;
  }

  section(name: SectionName): Plain {
    const { state, steps } = this.#training;
    switch (name) {
      case 'hyperparameters':
        return state.hyperparameters.map((one) => this.#hyperparameters(one));
      case 'weights':
        return state.weights.map((set) => this.#weights(set));
      case 'optimizers':
        return state.optimizers.map((one, index) => this.#optimizer(one, steps[index]));
      case 'schedulers':
        return state.schedulers.map((scheduler) => this.#scheduler(scheduler));
      case 'callbacks':
        return state.callbacks.map((callback) => this.#callback(callback));
      case 'progress':
        return this.#progress(state.progress);
      case 'precision':
        return state.precision.map(({ path, name: kind, scale }) =>
          objectOf({ path, name: kind, scale: floatOf(scale) }),
        );
      case 'random-state':
        return placesOf(state.randomState);
      case 'versions':
        return new Map(state.versions);
      case 'extra':
        return placesOf(state.extra);
    }
  }

  #hyperparameters({ path, of, recordedAs, container, entries }: Hyperparameters): PlainObject {
    const known = { path, of, recordedAs, container };
    return objectOf({ ...known, entries: this.#values(entries, path) });
  }

  #weights({ path, role, tensors, others, prefixes, parameterCount }: WeightSet): PlainObject {
    const own = tensors.filter(({ tiedTo }) => tiedTo === undefined);
    return objectOf({
      path,
      role,
      tensorCount: tensors.length,
      parameterCount,
      byteLength: own.reduce((sum, { tensor }) => sum + byteLengthOfTensor(tensor), 0),
      prefixes: [...prefixes],
      buffers: tensors.filter((tensor) => tensor.role === 'buffer').map(({ name }) => name),
      others: placesOf(others),
    });
  }

  #optimizer(
    { path, type, candidates, groups, parameters, naming, others }: OptimizerState,
    steps: StepRange | undefined,
  ): PlainObject {
    const stateNames = new Set(parameters.flatMap(({ state }) => [...state.keys()]));
    return objectOf({
      path,
      type,
      candidates: candidates && [...candidates],
      groups: groups.map((group) =>
        objectOf({
          path: group.path,
          lr: this.#score(group.lr),
          initialLr: floatOf(group.initialLr),
          options: this.#values(group.options, group.path),
          parameterCount: group.parameters.length,
        }),
      ),
      naming,
      parameters: parameters.map(({ id, path: place, name, state }) =>
        objectOf({ id, path: place, name, state: [...state.keys()] }),
      ),
      stateNames: [...stateNames],
      ...(steps && {
        steps: objectOf({ ...steps }),
      }),
      others: placesOf(others),
    });
  }

  #scheduler({ path, type, lastEpoch, lastLr, baseLrs, entries }: SchedulerState): PlainObject {
    return objectOf({
      path,
      type,
      lastEpoch,
      lastLr: lastLr.map(float),
      baseLrs: baseLrs.map(float),
      entries: this.#values(entries, path),
    });
  }

  #callback(callback: CallbackState): PlainObject {
    const { path, type, key, options, state, modelCheckpoint, earlyStopping } = callback;
    return objectOf({
      path,
      type,
      key,
      options: this.#values(options, path),
      state: this.#values(state, path),
      ...(modelCheckpoint && { modelCheckpoint: this.#facts(modelCheckpoint) }),
      ...(earlyStopping && { earlyStopping: this.#facts(earlyStopping) }),
    });
  }

  /** Members as they are, scores as numbers. */
  #facts(facts: object): PlainObject {
    const members = Object.entries(facts) as [string, Fact][];
    return objectOf(Object.fromEntries(members.map(([name, fact]) => [name, this.#fact(fact)])));
  }

  #fact(fact: Fact): Plain | undefined {
    if (typeof fact === 'string' || fact === undefined) return fact;
    if (typeof fact === 'object' && fact !== null && 'entries' in fact) {
      return new Map(Array.from(fact, ([key, score]) => [key, this.#score(score) ?? null]));
    }
    return this.#score(fact);
  }

  #progress({ best, parts, ...counters }: Progress): PlainObject {
    return objectOf({
      ...counters,
      ...(best && { best: objectOf({ metric: best.metric, value: this.#score(best.value) }) }),
      parts: placesOf(parts),
    });
  }

  #score(score: Score | undefined): Plain | undefined {
    if (typeof score === 'number') return float(score);
    if (score === undefined || score === null) return score;
    return this.#tree.of(this.#training.scalars.get(score) ?? score);
  }

  #values(values: ReadonlyMap<string, Value>, path: string): PlainObject {
    const { scalars } = this.#training;
    return new Map(
      Array.from(values, ([name, value]) => {
        const scalar = scalars.get(value as Tensor);
        return [escapedKey(name), this.#tree.of(scalar ?? value, path)];
      }),
    );
  }
}

type Fact = Score | string | ReadonlyMap<string, Score> | undefined;

function placesOf(parts: readonly Part[]): Plain[] {
  return parts.map(({ path, name }) => objectOf({ path, name }));
}

function float(value: number): Plain {
  return { kind: 'float', value };
}

function floatOf(value: number | undefined): Plain | undefined {
  return value === undefined ? undefined : float(value);
}
