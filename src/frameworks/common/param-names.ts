/** Which weights the numbered parameters of an optimizer are. */
import type { Value } from '../../model/value.ts';
import type { NamedTensor, Naming, OptimizedParameter, WeightSet } from '../training-state.ts';
import { isLikelyBuffer } from './buffers.ts';
import { isTensor, textOf } from './entries.ts';
import { likelyOrder } from './likely-orders.ts';
import { fittingOrder, type Shape, shapeText } from './param-orders.ts';
import { unwrappedName } from './wrappers.ts';

/** The parameters of one group: from `start` to before `end`, and their names, where it has any. */
export interface ParameterGroup {
  readonly start: number;
  readonly end: number;
  readonly names: readonly Value[];
}

interface Names {
  /** For each parameter; none where `naming` is `unknown`. */
  readonly names: readonly (string | undefined)[];
  readonly naming: Naming;
}

const UNKNOWN: Names = { names: [], naming: 'unknown' };

export function parameterNames(
  parameters: readonly OptimizedParameter[],
  groups: readonly ParameterGroup[],
  weights: WeightSet | undefined,
): Names {
  if (parameters.length === 0) return UNKNOWN;
  const recorded = recordedNames(parameters, groups);
  if (recorded !== undefined) return { names: asInWeights(recorded, weights), naming: 'exact' };
  const trained = weights?.tensors.filter(isTrained) ?? [];
  const shapes = parameters.map(({ state }) => shapeOf(state));
  const byGroup = groups
    .map(({ start, end }) => shapes.slice(start, end))
    .filter(({ length }) => length > 0);
  const hasEvidence = shapes.some((shape) => shape !== undefined);
  const only = onlyOrder(byGroup, trained);
  if (only !== undefined) return { names: only, naming: hasEvidence ? 'proven' : 'plausible' };
  const likely = trained.filter(({ name }) => !isLikelyBuffer(name));
  const names =
    (likely.length < trained.length ? onlyOrder(byGroup, likely) : undefined) ??
    likelyOrder(byGroup, likely, hasEvidence) ??
    likelyOrder(byGroup, trained, hasEvidence);
  return names === undefined ? UNKNOWN : { names, naming: 'plausible' };
}

/** Names are said by the group, or are what numbers are elsewhere. */
function recordedNames(
  parameters: readonly OptimizedParameter[],
  groups: readonly ParameterGroup[],
): readonly string[] | undefined {
  const names = groups.flatMap((group) => {
    const isNamed = group.names.length === group.end - group.start;
    const ids = () => parameters.slice(group.start, group.end).map(({ id }) => id);
    return isNamed ? group.names.map(textOf) : ids().map(textOf);
  });
  const known = names.filter((name) => name !== undefined);
  return known.length === parameters.length ? known : undefined;
}

/** Wrappers may have been around the model when either was saved. */
function asInWeights(names: readonly string[], weights: WeightSet | undefined): readonly string[] {
  const tensors = weights?.tensors ?? [];
  const known = new Set(tensors.map(({ name }) => name));
  const byBareName = new Map(tensors.map(({ name }) => [unwrappedName(name), name]));
  return names.map((name) =>
    known.has(name) ? name : (byBareName.get(unwrappedName(name)) ?? name),
  );
}

/** A module lists its parameters once, under the first of their names, and no buffers. */
function isTrained({ role, tiedTo }: NamedTensor): boolean {
  return role === 'parameter' && tiedTo === undefined;
}

/** The names in the one order that fits. */
function onlyOrder(
  groups: readonly (readonly Shape[])[],
  trained: readonly NamedTensor[],
): readonly (string | undefined)[] | undefined {
  const order = fittingOrder(
    groups,
    trained.map(({ tensor }) => shapeText(tensor.shape)),
  );
  if (order === undefined || order === 'too many' || !order.isOnly) return undefined;
  return order.places.map((place) => trained[place]?.name);
}

/** What has the shape of its parameter, in the optimizers of torch and of bitsandbytes. */
const LIKE_PARAMETER: readonly string[] = [
  ...['exp_avg', 'exp_avg_sq', 'momentum_buffer', 'square_avg', 'sum', 'exp_inf', 'prev', 'ax'],
  ...['variance', 'state1'],
];

function shapeOf(state: ReadonlyMap<string, Value>): Shape {
  for (const name of LIKE_PARAMETER) {
    const shape = shapeAt(state, name);
    if (shape !== undefined) return shapeText(shape);
  }
  // Adafactor keeps means over rows and over columns; torch’s have a 1 for the axis that is gone.
  const rows = shapeAt(state, 'row_var')?.slice(0, -1) ?? shapeAt(state, 'exp_avg_sq_row');
  const columns = shapeAt(state, 'col_var') ?? shapeAt(state, 'exp_avg_sq_col');
  if (rows === undefined || columns === undefined) return undefined;
  return shapeText([...rows, ...columns.slice(-1)]);
}

function shapeAt(state: ReadonlyMap<string, Value>, name: string): readonly number[] | undefined {
  const value = state.get(name);
  if (!isTensor(value)) return undefined;
  return value.shape ?? undefined;
}
