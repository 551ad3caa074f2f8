import { frameworkOf } from '../frameworks/index.ts';
import type { Anomaly, Checkpoint } from '../model/checkpoint.ts';
import { type ElementValues, firstElements, hasElements } from '../model/first-elements.ts';
import { type DeadEnd, valueAt } from '../model/path.ts';
import type { Tensor, Value } from '../model/value.ts';
import { type Digests, digestsOf, type Sha256 } from './digest.ts';
import { type Outline, outline } from './outline.ts';
import { type Sharing, sharingOf } from './sharing.ts';
import { type ListedTensor, tensorsOf } from './tensor-list.ts';
import { readScalars, type Training, training } from './training.ts';
import { type Weights, weightsOf, weightsOfTraining } from './weights.ts';

/** What `inspect` answers: the checkpoint, and what was asked about it. */
export interface Inspection {
  readonly kind: 'inspection';
  readonly version: 1;
  readonly checkpoint: Checkpoint;
  /** The part that was asked for: the root, unless `path` says otherwise. */
  readonly part: Value;
  readonly path: string;
  /** All tensors of the part that pass the filter. */
  readonly tensors: readonly ListedTensor[];
  /** Tensors of the part in all. */
  readonly tensorCount: number;
  readonly weights: Weights;
  /** Tensors on a storage that one listed before them is on. */
  readonly sharing: ReadonlyMap<Tensor, Sharing>;
  /** Absent where the training state is shown in its place. */
  readonly outline?: Outline;
  readonly training?: Training;
  /** Values of the scalar tensors in the outline. */
  readonly scalars: ReadonlyMap<Tensor, Value>;
  readonly elements?: ElementValues;
  readonly digests?: Digests;
  readonly anomalies: readonly Anomaly[];
}

export interface InspectOptions {
  /**
   * `tree` if absent. `training`: read the whole as a training state, if a framework recognizes it.
   * `page`: the one of these that says more; the names and shapes of a bare state dict say all.
   */
  readonly as?: 'training' | 'page' | 'tree';
  /** Only this part of the tree. */
  readonly path?: string;
  readonly depth?: number;
  readonly lines?: number;
  readonly all?: boolean;
  /** Whether to list a tensor. */
  readonly filter?: (tensor: ListedTensor) => boolean;
  /** Read so many elements of the part, if it is a tensor. */
  readonly values?: number;
  /** Digest every tensor with this. */
  readonly sha256?: () => Sha256;
  readonly onBytes?: (byteLength: number) => void;
}

/** Thrown where `path` leads to nothing in the tree: the caller’s mistake, not the file’s. */
export class PathError extends Error {
  readonly deadEnd: DeadEnd;

  constructor(deadEnd: DeadEnd) {
    super(`no ${deadEnd.step} in ${deadEnd.reached === '' ? 'the checkpoint' : deadEnd.reached}`);
    this.deadEnd = deadEnd;
  }
}

/** So many scalar tensors are read to show their values: each costs a read. */
const MOST_SCALARS = 64;

/**
 * What is in a checkpoint. Reads tensor data only for `values` and `sha256`, and the scalar tensors
 * of the outline. Throws a `PathError` where `path` leads nowhere.
 */
export async function inspect(
  checkpoint: Checkpoint,
  options: InspectOptions = {},
): Promise<Inspection> {
  const { as = 'tree', path = '', filter, values, sha256, onBytes } = options;
  const found = valueAt(checkpoint.root, path);
  const part = 'value' in found ? found.value : partOfExtras(checkpoint, path, found.deadEnd);
  const listed = listedBelow(path, part);
  const tensors = filter === undefined ? listed : listed.filter(filter);
  const anomalies: Anomaly[] = [...checkpoint.anomalies];
  const framework = path === '' && as !== 'tree' ? frameworkOf(checkpoint.root) : undefined;
  const isTraining = framework !== undefined && (as === 'training' || framework.id !== STATE_DICT);
  const trained = isTraining ? await training(checkpoint, anomalies, framework) : undefined;
  const shown = trained === undefined ? outline(part, options) : undefined;
  const elements =
    values !== undefined && hasElements(part) ? await firstElements(part, values) : undefined;
  const everything = path === '' && tensors.length === listed.length;
  const hashed = everything
    ? [checkpoint.root, ...checkpoint.extras.values()]
    : [...tensors.map(({ tensor }) => tensor), ...(tensors.length === listed.length ? [part] : [])];
  return {
    kind: 'inspection',
    version: 1,
    checkpoint,
    part,
    path,
    tensors,
    tensorCount: listed.length,
    weights: trained === undefined ? weightsOf(part, listed) : weightsOfTraining(trained.state),
    sharing: sharingOf(listed),
    ...(shown && { outline: shown }),
    ...(trained && { training: trained }),
    scalars: shown ? await readScalars(scalarsOf(shown), anomalies) : new Map(),
    ...(elements !== undefined && { elements }),
    ...(sha256 !== undefined && {
      digests: await digestsOf(hashed, sha256, { anomalies, ...(onBytes && { onBytes }) }),
    }),
    anomalies,
  };
}

const STATE_DICT = 'state-dict';

/** A name of an extra may be the beginning of another: the longest that fits counts. */
function partOfExtras({ extras }: Checkpoint, path: string, deadEnd: DeadEnd): Value {
  const names = [...extras.keys()].filter(
    (name) => path.startsWith(name) && '.[('.includes(path[name.length] ?? '.'),
  );
  const name = names.reduce((longest, key) => (key.length > longest.length ? key : longest), '');
  const rest = valueAt(extras.get(name) ?? null, path.slice(name.length));
  if (names.length === 0 || 'deadEnd' in rest) throw new PathError(deadEnd);
  return rest.value;
}

function listedBelow(path: string, part: Value): ListedTensor[] {
  const listed = tensorsOf(part);
  if (path === '') return listed;
  return listed.map((tensor) => ({ ...tensor, path: belowPath(path, tensor.path) }));
}

function belowPath(path: string, below: string): string {
  if (path === '' || below === '') return path + below;
  return /^[[(]/.test(below) ? path + below : `${path}.${below}`;
}

function scalarsOf({ rows }: Outline): Tensor[] {
  const scalars = rows.flatMap(({ value }) =>
    typeof value === 'object' && value?.kind === 'tensor' && value.shape?.length === 0 ? value : [],
  );
  return scalars.slice(0, MOST_SCALARS);
}
