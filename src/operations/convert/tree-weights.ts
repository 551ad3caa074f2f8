/** The weights in a tree: which of its dicts hold them, and what becomes of their names. */
import { frameworkOf } from '../../frameworks/index.ts';
import { valueAt } from '../../model/path.ts';
import { isKind, type Mapping, type Tensor, type Value } from '../../model/value.ts';
import { tensorsOf } from '../tensor-list.ts';
import { REMOVED, rebuilt } from './rebuilt.ts';
import { ConversionError, type ConversionRequest, type Refusal } from './request.ts';
import type { Selected } from './selection.ts';

export interface Weight {
  readonly name: string;
  /** Before names were changed. */
  readonly original: string;
  readonly path: string;
}

export interface ChangedWeights {
  readonly tree: Value;
  readonly weights: ReadonlyMap<Tensor, Weight>;
  readonly excluded: readonly string[];
}

/** The tree with the names of its weights chosen and changed: in dicts that hold weights directly. */
export function changedWeights(
  root: Value,
  isWhole: boolean,
  request: Pick<ConversionRequest, 'passes' | 'renamed'>,
): ChangedWeights {
  const { passes = () => true, renamed = (name) => name } = request;
  const { dicts, tensors } = weightsIn(root, isWhole);
  const excluded: string[] = [];
  const isChanging = request.passes !== undefined || request.renamed !== undefined;
  const isTaken = (name: string) => {
    if (!passes(name)) excluded.push(name);
    return passes(name);
  };
  const tree = isChanging
    ? rebuilt(root, (value) =>
        isKind(value, 'mapping') && dicts.has(value) ? withNames(value, isTaken, renamed) : value,
      )
    : root;
  const weights = new Map<Tensor, Weight>();
  for (const { name, path, tensor } of tensors) {
    if (tensor.kind !== 'tensor' || !passes(name)) continue;
    weights.set(tensor, { name: renamed(name), original: name, path });
  }
  return { tree: tree === REMOVED ? null : tree, weights, excluded };
}

interface Found {
  readonly dicts: ReadonlySet<Mapping>;
  readonly tensors: readonly Selected[];
}

/** All sets of a training state, averages too; of any other tree all tensors. */
function weightsIn(root: Value, isWhole: boolean): Found {
  const state = isWhole ? frameworkOf(root)?.read(root) : undefined;
  const paths = state?.weights.map(({ path }) => path) ?? [];
  if (state === undefined || paths.length === 0) {
    const tensors = tensorsOf(root).map((listed) => ({ ...listed, name: listed.path }));
    return { dicts: new Set(isKind(root, 'mapping') ? [root] : []), tensors };
  }
  const dicts = new Set<Mapping>();
  for (const path of paths) {
    const found = valueAt(root, path);
    if ('value' in found && isKind(found.value, 'mapping')) dicts.add(found.value);
  }
  return { dicts, tensors: state.weights.flatMap(({ tensors }) => tensors) };
}

function withNames(
  mapping: Mapping,
  isTaken: (name: string) => boolean,
  renamed: (name: string) => string,
): Mapping {
  const entries = new Map<Value, Value>();
  const refusals: Refusal[] = [];
  for (const [key, value] of mapping.entries) {
    if (typeof key === 'string' && !isTaken(key)) continue;
    const name = typeof key === 'string' ? renamed(key) : key;
    if (entries.has(name)) {
      const reason = `${String(key)} and another would both have this name`;
      refusals.push({ path: String(name), reason, option: '--rename tells them apart' });
    }
    entries.set(name, value);
  }
  if (refusals.length > 0) throw new ConversionError(refusals);
  return { ...mapping, entries, ...withModules(mapping, renamed) };
}

/** A state dict knows its modules by the beginnings of its names. */
function withModules(
  { attributes }: Mapping,
  renamed: (name: string) => string,
): Pick<Mapping, 'attributes'> {
  const modules = isKind(attributes, 'mapping') ? attributes.entries.get('_metadata') : undefined;
  if (!isKind(attributes, 'mapping') || !isKind(modules, 'mapping')) return {};
  const entries = new Map<Value, Value>();
  for (const [key, value] of modules.entries) {
    const name =
      typeof key === 'string' && key !== '' ? renamed(`${key}.`).replace(/\.$/, '') : key;
    entries.set(name, value);
  }
  const metadata: Mapping = { ...modules, entries };
  const all = new Map(attributes.entries).set('_metadata', metadata);
  return { attributes: { ...attributes, entries: all } };
}
