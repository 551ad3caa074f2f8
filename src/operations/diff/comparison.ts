/** What `diff` of more than two answers: a table of what they are, and where they agree. */
import { childPath } from '../../frameworks/common/entries.ts';
import type { Hyperparameters, TrainingState } from '../../frameworks/training-state.ts';
import { children } from '../../model/children.ts';
import { isShort } from '../../model/short.ts';
import { isKind, type Tensor, type Value } from '../../model/value.ts';
import type { Run } from '../../runs/run.ts';
import { dtypeCounts } from '../tensor-list.ts';
import { ownWeights } from '../weights.ts';
import type { DiffSection, SideFacts } from './difference.ts';
import { plainValue, sameValue } from './same-value.ts';

export interface Comparison {
  readonly kind: 'comparison';
  readonly version: 1;
  readonly columns: readonly SideFacts[];
  readonly rows: readonly ComparisonRow[];
}

export interface ComparisonRow {
  readonly section: DiffSection;
  readonly name: string;
  /** One for each column; `undefined` where it has none. */
  readonly values: readonly (Value | undefined)[];
  readonly agrees: boolean;
}

export interface Column {
  readonly facts: SideFacts;
  readonly run?: Run;
  readonly state?: TrainingState;
  readonly scalars?: ReadonlyMap<Tensor, Value>;
}

export interface ComparisonOptions {
  readonly only?: readonly DiffSection[];
  readonly isStrict: boolean;
  readonly passes: (names: readonly string[]) => boolean;
}

/** Rows in the order of the first column that has them, section by section. */
export function comparisonOf(columns: readonly Column[], options: ComparisonOptions): Comparison {
  const { only, isStrict, passes } = options;
  const rows = new Map<
    string,
    { section: DiffSection; name: string; values: (Value | undefined)[] }
  >();
  for (const [index, column] of columns.entries()) {
    for (const { section, name, value } of cellsOf(column)) {
      if ((only !== undefined && !only.includes(section)) || !passes([name])) continue;
      const key = `${section}\0${name}`;
      const row = rows.get(key) ?? { section, name, values: columns.map(() => undefined) };
      row.values[index] = value;
      rows.set(key, row);
    }
  }
  const all = [...rows.values()].map(
    (row): ComparisonRow => ({ ...row, agrees: agree(row.values, isStrict) }),
  );
  return {
    kind: 'comparison',
    version: 1,
    columns: columns.map(({ facts }) => facts),
    rows: ORDER.flatMap((section) => all.filter((row) => row.section === section)),
  };
}

const ORDER = [
  'run',
  'overrides',
  'versions',
  'hyperparameters',
  'progress',
  'weights',
  'optimizers',
  'schedulers',
] as const satisfies readonly DiffSection[];

function agree(values: readonly (Value | undefined)[], isStrict: boolean): boolean {
  const [first] = values;
  if (first === undefined) return false;
  return values.every(
    (value) => value !== undefined && sameValue(plainValue(first), plainValue(value), isStrict),
  );
}

interface Cell {
  readonly section: DiffSection;
  readonly name: string;
  readonly value: Value;
}

function* cellsOf({ run, state, scalars = new Map() }: Column): Generator<Cell> {
  if (run !== undefined) yield* runCells(run);
  if (state === undefined) return;
  const { framework, progress, optimizers, schedulers } = state;
  yield { section: 'versions', name: 'framework', value: framework.title };
  for (const [name, value] of state.versions) yield { section: 'versions', name, value };
  for (const set of state.hyperparameters) yield* hyperparameterCells(set);
  const { epoch, step, best } = progress;
  if (epoch !== undefined) yield { section: 'progress', name: 'epoch', value: epoch };
  if (step !== undefined) yield { section: 'progress', name: 'step', value: step };
  if (best !== undefined) {
    yield {
      section: 'progress',
      name: `best ${best.metric}`,
      value: numberValue(best.value, scalars),
    };
  }
  for (const { modelCheckpoint } of state.callbacks) {
    const { monitor, bestScore } = modelCheckpoint ?? {};
    if (typeof monitor !== 'string' || bestScore === undefined || bestScore === null) continue;
    yield { section: 'progress', name: `best ${monitor}`, value: numberValue(bestScore, scalars) };
  }
  yield* weightCells(state);
  for (const [index, { type, candidates, groups }] of optimizers.entries()) {
    const name = optimizers.length > 1 ? `${index} ` : '';
    yield {
      section: 'optimizers',
      name: `${name}type`,
      value: type ?? candidates?.join(' or ') ?? null,
    };
    for (const [at, { options }] of groups.entries()) {
      const of = groups.length > 1 ? `${name}group ${at} ` : name;
      for (const [option, value] of options) {
        if (option === 'param_names') continue;
        const scalar = isKind(value, 'tensor') ? (scalars.get(value) ?? value) : value;
        yield { section: 'optimizers', name: of + option, value: scalar };
      }
    }
  }
  for (const [index, { type }] of schedulers.entries()) {
    const name = schedulers.length > 1 ? `${index} ` : '';
    yield { section: 'schedulers', name: `${name}type`, value: type ?? null };
  }
}

function* runCells({ overrides, best }: Run): Generator<Cell> {
  for (const text of overrides) {
    const [name = text, value = ''] = text.split(/=(.*)/s);
    yield { section: 'overrides', name, value };
  }
  if (best?.score !== undefined) {
    const value: Value = { kind: 'float', value: best.score };
    yield { section: 'run', name: `best ${best.metric ?? 'score'}`, value };
  }
}

function* hyperparameterCells({ of, entries }: Hyperparameters): Generator<Cell> {
  const prefix = of === 'datamodule' ? 'datamodule' : '';
  for (const [name, value] of entries) yield* leaves(childPath(prefix, name), value, 0);
}

/** Configurations are opened so deep: what lies deeper is one value. */
const LEVELS = 6;

function* leaves(name: string, value: Value, level: number): Generator<Cell> {
  const plain = plainValue(value);
  if (level >= LEVELS || isShort(plain) || !isKind(plain, 'mapping')) {
    yield { section: 'hyperparameters', name, value: plain };
    return;
  }
  for (const { step, value: inner } of children(plain))
    yield* leaves(name + step, inner, level + 1);
}

function* weightCells(state: TrainingState): Generator<Cell> {
  const own = ownWeights(state);
  const tensors = own.flatMap((set) => set.tensors);
  if (tensors.length === 0) return;
  const parameters = own.reduce((sum, set) => sum + set.parameterCount, 0);
  yield { section: 'weights', name: 'parameters', value: parameters };
  yield { section: 'weights', name: 'tensors', value: tensors.length };
  const dtypes = dtypeCounts(tensors.map(({ tensor }) => tensor)).map(({ dtype }) => dtype);
  yield { section: 'weights', name: 'types', value: dtypes.join(', ') };
}

function numberValue(value: number | Tensor, scalars: ReadonlyMap<Tensor, Value>): Value {
  if (typeof value === 'number') return { kind: 'float', value };
  return scalars.get(value) ?? value;
}
