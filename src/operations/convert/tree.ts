/** A whole tree as torch writes it: what is no weight stays as it is. */
import type { Checksum } from '../../bytes/crc32.ts';
import { isCastable } from '../../model/cast.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { valueAt } from '../../model/path.ts';
import type { Tensor, Value } from '../../model/value.ts';
import { arraysOf } from '../../model/walk.ts';
import { elementsOf } from '../../writers/elements.ts';
import { torchArchive } from '../../writers/torch/archive.ts';
import { TorchStorages } from '../../writers/torch/storages.ts';
import { pickledTree } from '../../writers/torch/tree-pickle.ts';
import { unwritableIn } from '../../writers/torch/unwritable-in.ts';
import { PathError } from '../inspect.ts';
import type { PlannedTensor } from './flat.ts';
import { kindName } from './kind-name.ts';
import { plainValue } from './plain.ts';
import type { Conversion } from './plan.ts';
import { ConversionError, type ConversionRequest, type Note, type Refusal } from './request.ts';
import { selection } from './selection.ts';
import { changedWeights, type Weight } from './tree-weights.ts';

/** Throws a `ConversionError` that names all that torch would not load. */
export function treePlan(
  checkpoint: Checkpoint,
  request: ConversionRequest,
  crc32: Checksum,
  notes: Note[],
): Conversion {
  const { path, value } = partOf(checkpoint.root, request);
  const { tree, weights, excluded } = changedWeights(value, path === '', request);
  refuseUnwritable(tree, path);
  const castOf = (tensor: Tensor) => castFor(tensor, weights, request);
  const storages = new TorchStorages(arraysOf([tree]), castOf);
  const nameOf = (tensor: Tensor) => weights.get(tensor)?.name ?? `a tensor of ${tensor.dtype}`;
  for (const tensor of storages.compacted) notes.push({ kind: 'compacted', path: nameOf(tensor) });
  for (const tensor of storages.copied) notes.push({ kind: 'copied', path: nameOf(tensor) });
  const archive = torchArchive(pickledTree(tree, storages), request.stem, crc32);
  return {
    target: 'pt',
    checkpoint: { ...checkpoint, root: tree },
    castOf,
    files: [{ name: `${request.stem}.pt`, ...archive }],
    tensors: plannedTensors(weights, castOf),
    ties: new Map(),
    taken: [path],
    excluded,
    left: [],
    notes,
  };
}

/** The whole tree, unless a part is asked for. */
function partOf(root: Value, request: ConversionRequest): { path: string; value: Value } {
  const { select, weights } = request;
  if (select === undefined && weights === undefined) return { path: '', value: root };
  const [path = '', other] = select === undefined ? selection(root, request).paths : [select];
  if (other !== undefined) {
    const reason = `there are several sets of such weights, at ${path} and ${other}`;
    throw new ConversionError([{ path, reason, option: '--select PATH takes one' }]);
  }
  const found = valueAt(root, path);
  if ('deadEnd' in found) throw new PathError(found.deadEnd);
  return { path, value: found.value };
}

function refuseUnwritable(tree: Value, path: string): void {
  const refusals = unwritableIn(tree, path).map(({ path: at, value, reason }): Refusal => {
    const plain = plainValue(value);
    const isKnown = plain !== undefined && plain !== value;
    return {
      path: at === '' ? kindName(value) : at,
      reason: `torch does not load ${reason} with weights_only`,
      option: isKnown ? '--plain makes a plain value of it' : '--drop-opaque leaves it out',
    };
  });
  if (refusals.length > 0) throw new ConversionError(refusals);
}

function castFor(
  tensor: Tensor,
  weights: ReadonlyMap<Tensor, Weight>,
  { castTo, keepsDType }: ConversionRequest,
): ConversionRequest['castTo'] {
  const weight = weights.get(tensor);
  if (weight === undefined || castTo === undefined || !isCastable(tensor.dtype)) return undefined;
  // What a sparse or quantized tensor is made of is not its to change.
  if (tensor.layout !== 'strided' || tensor.parts !== undefined) return undefined;
  return keepsDType?.(weight.original) === true || tensor.dtype === castTo ? undefined : castTo;
}

function plannedTensors(
  weights: ReadonlyMap<Tensor, Weight>,
  castOf: (tensor: Tensor) => ConversionRequest['castTo'],
): PlannedTensor[] {
  return Array.from(weights, ([source, { name, path }]) => {
    const elements = elementsOf(source, castOf(source));
    const dtype = elements?.dtype ?? source.dtype;
    const none = { byteLength: 0, async *chunks() {} };
    return { name, path, source, dtype, shape: source.shape ?? [], elements: elements ?? none };
  });
}
