/** Checkpoints of training as trees, read as validation reads them. */
import { trainingStateOf } from '../../src/frameworks/index.ts';
import type { Mapping, Tensor, Value } from '../../src/model/value.ts';
import type { Subject } from '../../src/rules/subject.ts';
import { trainingEvidence } from '../../src/rules/training-evidence.ts';
import { opened } from './rules.ts';
import { dict, float, list, mapping, tensor, tuple } from './values.ts';

/** The evidence that a tree gives, and more. */
export function readSubject(root: Value, more: Partial<Subject> = {}): Partial<Subject> {
  const training = trainingStateOf(root);
  return { ...opened(root), ...(training && trainingEvidence(training, root)), ...more };
}

type Shape = readonly number[];

export const SHAPES: readonly Shape[] = [[4, 3], [4], [2, 4], [2]];
export const WEIGHTS = dict({
  '0.weight': floats([4, 3]),
  '0.bias': floats([4]),
  '1.weight': floats([2, 4]),
  '1.bias': floats([2]),
});

export function floats(shape: Shape): Tensor {
  return tensor(shape, { dtype: 'float32' });
}

/** What Adam keeps for a parameter. */
export function moments(shape: Shape, more: Readonly<Record<string, Value>> = {}): Mapping {
  return dict({ step: float(8), exp_avg: floats(shape), exp_avg_sq: floats(shape), ...more });
}

interface AdamParts {
  /** By the number of the parameter; moments of all by default. */
  readonly state?: readonly (readonly [Value, Value])[];
  readonly params?: readonly Value[];
  readonly options?: Readonly<Record<string, Value>>;
}

/** The state of an Adam for parameters of these shapes. */
export function adam(shapes: readonly Shape[] = SHAPES, parts: AdamParts = {}): Mapping {
  const { state = shapes.map((shape, index) => [index, moments(shape)] as const) } = parts;
  const { params = [...shapes.keys()], options = {} } = parts;
  const group = {
    lr: float(0.001),
    betas: tuple(float(0.9), float(0.999)),
    eps: float(1e-8),
    weight_decay: float(0),
    amsgrad: false,
    decoupled_weight_decay: false,
    ...options,
    params: list(...params),
  };
  return dict({ state: mapping(...state), param_groups: list(dict(group)) });
}

/** A scheduler by its last rates, and its other entries. */
export function stepLr(lastLr: readonly number[], more: Readonly<Record<string, Value>> = {}) {
  return dict({
    step_size: 2,
    gamma: float(0.5),
    base_lrs: list(...lastLr.map(() => float(0.002))),
    last_epoch: 1,
    _last_lr: list(...lastLr.map(float)),
    ...more,
  });
}

const COUNTERS: Readonly<Record<number, readonly string[]>> = {
  2: ['ready', 'completed'],
  4: ['ready', 'started', 'processed', 'completed'],
};

function counted(counts: readonly number[]): Mapping {
  const names = COUNTERS[counts.length] ?? [];
  return dict(Object.fromEntries(counts.map((count, index) => [names[index] ?? '', count])));
}

/** A counter of Lightning: so often in all, and so often since the loop around it began. */
export function tracked(total: readonly number[], current = total): Mapping {
  return dict({ total: counted(total), current: counted(current) });
}

/** The counters after an epoch of four batches, the second. */
export function fitLoop(more: Readonly<Record<string, Value>> = {}): Mapping {
  return dict({
    'epoch_loop.batch_progress': dict({
      total: counted([8, 8, 8, 8]),
      current: counted([4, 4, 4, 4]),
      is_last_batch: true,
    }),
    'epoch_loop.automatic_optimization.optim_progress': dict({
      optimizer: dict({ step: tracked([8, 8], [4, 4]) }),
    }),
    epoch_progress: tracked([2, 2, 2, 1]),
    ...more,
  });
}

/** A checkpoint of Lightning after its second epoch; `undefined` takes an entry out. */
function lightningRoot(more: Readonly<Record<string, Value | undefined>> = {}): Mapping {
  const entries: Record<string, Value | undefined> = {
    epoch: 1,
    global_step: 8,
    'pytorch-lightning_version': '2.6.0',
    state_dict: WEIGHTS,
    loops: dict({ fit_loop: fitLoop() }),
    callbacks: dict({}),
    optimizer_states: list(adam()),
    lr_schedulers: list(),
    ...more,
  };
  const present = Object.entries(entries).filter(
    (each): each is [string, Value] => each[1] !== undefined,
  );
  return mapping(...present);
}

export function lightning(
  more: Readonly<Record<string, Value | undefined>> = {},
  around: Partial<Subject> = {},
) {
  return readSubject(lightningRoot(more), around);
}

/** What a training loop saves, after the tutorials. */
export function loop(more: Readonly<Record<string, Value>> = {}, around: Partial<Subject> = {}) {
  return readSubject(
    dict({ model_state_dict: WEIGHTS, optimizer_state_dict: adam(), epoch: 1, ...more }),
    around,
  );
}
