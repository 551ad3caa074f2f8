/** Tensors by name, as safetensors and npz have them. */
import { sortByName } from '../../formats/safetensors/name-order.ts';
import { isCastable } from '../../model/cast.ts';
import type { NdArray, Tensor } from '../../model/value.ts';
import { viewKey } from '../../model/views.ts';
import { elementsOf, isInsideStorage, type NamedElements } from '../../writers/elements.ts';
import { ConversionError, type ConversionRequest, type Note, type Refusal } from './request.ts';
import type { Selected } from './selection.ts';
import { torchArray } from './torch-array.ts';

/** A tensor as it will be in the output. */
export interface PlannedTensor extends NamedElements {
  readonly path: string;
  readonly source: Tensor | NdArray;
}

export interface FlatPlan {
  readonly tensors: readonly PlannedTensor[];
  /** Names that are left out, and the name under which the same elements are kept. */
  readonly ties: ReadonlyMap<string, string>;
  readonly excluded: readonly string[];
}

/** What a kind of file cannot have: the reason, and what would help. */
export type Unfit = (tensor: NamedElements) => Omit<Refusal, 'path'> | undefined;

/** Throws a `ConversionError` that names every tensor that cannot be written. */
export function flatPlan(
  selected: readonly Selected[],
  request: ConversionRequest,
  unfit: Unfit,
  notes: Note[],
): FlatPlan {
  const { passes = () => true, renamed = (name) => name } = request;
  const refusals: Refusal[] = [];
  const excluded = selected.filter(({ name }) => !passes(name)).map(({ name }) => name);
  const taken = selected.filter(({ name }) => passes(name));
  const named = taken.map((one) => ({ ...one, name: renamed(one.name), original: one.name }));
  refusals.push(...collisions(named));
  const ties = tiesOf(named);
  const tensors: PlannedTensor[] = [];
  const views = new Map<unknown, string>();
  for (const { name, original, path, tensor } of named) {
    if (ties.has(name)) {
      notes.push({ kind: 'tied', path: name, detail: ties.get(name) ?? '' });
      continue;
    }
    const planned = plannedTensor(name, path, tensor, castFor(tensor, original, request));
    const refusal = 'reason' in planned ? planned : unfit(planned);
    if (refusal !== undefined) refusals.push({ path: name, ...refusal });
    if ('reason' in planned) continue;
    const storage = tensor.kind === 'tensor' ? tensor.storage : null;
    const earlier = storage && storage.byteLength > 0 ? views.get(storage) : undefined;
    if (earlier !== undefined) notes.push({ kind: 'copied', path: name, detail: earlier });
    else if (storage !== null) views.set(storage, name);
    tensors.push(planned);
  }
  if (tensors.length === 0 && refusals.length === 0) refusals.push(nothing(excluded.length));
  if (refusals.length > 0) throw new ConversionError(refusals);
  return { tensors, ties, excluded };
}

function nothing(excluded: number): Refusal {
  return excluded > 0
    ? { path: '', reason: 'no tensor has a name that --include and --exclude let pass' }
    : { path: '', reason: 'there are no tensors to write', option: '--to pt keeps other values' };
}

function castFor(
  tensor: Tensor | NdArray,
  name: string,
  { castTo, keepsDType }: ConversionRequest,
): ConversionRequest['castTo'] {
  return castTo !== undefined && isCastable(tensor.dtype) && keepsDType?.(name) !== true
    ? castTo
    : undefined;
}

function plannedTensor(
  name: string,
  path: string,
  source: Tensor | NdArray,
  castTo: ConversionRequest['castTo'],
): PlannedTensor | Omit<Refusal, 'path'> {
  const reason = unwritableReason(source);
  if (reason !== undefined) return reason;
  const array = source.kind === 'ndarray' ? torchArray(source) : source;
  const elements = array && elementsOf(array, castTo);
  if (elements === undefined || array?.shape == null) {
    const option = `--exclude ${name} leaves it out`;
    return { reason: `elements of type ${source.dtype} have no type in tensors`, option };
  }
  return { name, path, source, dtype: elements.dtype, shape: array.shape, elements };
}

function unwritableReason(tensor: Tensor | NdArray): Omit<Refusal, 'path'> | undefined {
  if (tensor.kind === 'ndarray') return undefined;
  if (!isInsideStorage(tensor)) {
    return { reason: 'it reaches outside its storage', option: '--exclude leaves it out' };
  }
  const { layout, storage, shape, parts, dtype, device } = tensor;
  const keep = '--to pt keeps it as it is';
  if (layout !== 'strided')
    return { reason: `a ${layout} tensor has no dense elements`, option: keep };
  if (shape === null) return { reason: 'a nested tensor has no one shape', option: keep };
  if (parts !== undefined) {
    return {
      reason: `a quantized tensor (${dtype}) has a scale beside its elements`,
      option: keep,
    };
  }
  if (storage?.source == null) {
    const why =
      device === 'meta' ? 'is on the meta device and has no elements' : 'has no bytes in the file';
    return { reason: `the tensor ${why}`, option: '--exclude leaves it out' };
  }
  return undefined;
}

interface Named extends Selected {
  readonly original: string;
}

function collisions(named: readonly Named[]): Refusal[] {
  const origins = new Map<string, string>();
  const refusals: Refusal[] = [];
  for (const { name, original } of named) {
    const earlier = origins.get(name);
    if (earlier === undefined) origins.set(name, original);
    else {
      const both = earlier === original ? 'two tensors' : `${earlier} and ${original}`;
      refusals.push({
        path: name,
        reason: `${both} would both have this name`,
        option: '--rename tells them apart',
      });
    }
  }
  return refusals;
}

/** Of names for the same elements the first by code points is kept, as huggingface_hub does. */
function tiesOf(named: readonly Named[]): Map<string, string> {
  const groups = new Map<unknown, Map<string, { name: string }[]>>();
  for (const { name, tensor } of named) {
    const owner = tensor.kind === 'tensor' ? (tensor.storage ?? tensor) : tensor;
    if (tensor.kind === 'tensor' && tensor.storage?.byteLength === 0) continue;
    const views = groups.get(owner) ?? new Map<string, { name: string }[]>();
    groups.set(owner, views);
    const key = tensor.kind === 'tensor' ? bitsKey(tensor) : '';
    const names = views.get(key);
    if (names === undefined) views.set(key, [{ name }]);
    else names.push({ name });
  }
  const ties = new Map<string, string>();
  for (const views of groups.values()) {
    for (const names of views.values()) {
      if (names.length < 2) continue;
      sortByName(names);
      const [kept, ...others] = names;
      for (const { name } of others) if (kept) ties.set(name, kept.name);
    }
  }
  return ties;
}

/** Views that torch resolves on reading are other numbers. */
function bitsKey(tensor: Tensor): string {
  return `${viewKey(tensor)} ${tensor.conjugate === true} ${tensor.negative === true}`;
}
