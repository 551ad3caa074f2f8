/** Which tensors are meant, and what they are called. */

import { LimitError } from '../../errors.ts';
import { frameworkOf } from '../../frameworks/index.ts';
import type { TrainingState, WeightSet } from '../../frameworks/training-state.ts';
import { children, joined } from '../../model/children.ts';
import { configOf } from '../../model/omegaconf.ts';
import { valueAt } from '../../model/path.ts';
import { MOST_REPEATS, sizeOf } from '../../model/repeats.ts';
import type { NdArray, Tensor, Value } from '../../model/value.ts';
import { PathError } from '../inspect.ts';
import { tensorsOf } from '../tensor-list.ts';
import { ownWeights, weightsOf } from '../weights.ts';
import { ConversionError, type ConversionRequest } from './request.ts';

/** A tensor that is meant. */
export interface Selected {
  readonly name: string;
  readonly path: string;
  readonly tensor: Tensor | NdArray;
}

export interface Selection {
  /** Where the weights stand in the tree; the empty path where the whole tree is meant. */
  readonly paths: readonly string[];
  readonly tensors: readonly Selected[];
  /** What stands among them and is no tensor. */
  readonly others: readonly string[];
}

type Asked = Pick<ConversionRequest, 'select' | 'weights'>;

/** The tensors that `select` and `weights` mean: without either, the weights that loading takes first. */
export function selection(root: Value, { select, weights }: Asked): Selection {
  if (select !== undefined) return selectedAt(root, select);
  const state = frameworkOf(root)?.read(root);
  const sets = state === undefined ? [] : weightSets(state, weights);
  if (sets.length > 0) return ofSets(sets);
  if (weights !== undefined) throw noSuchWeights(weights, []);
  return ofSections(root);
}

function weightSets(state: TrainingState, weights: Asked['weights']): readonly WeightSet[] {
  if (weights === undefined) return ownWeights(state);
  const roles = weights === 'ema' ? ['averaged'] : ['model', 'current'];
  const sets = state.weights.filter(({ role }) => roles.includes(role));
  if (sets.length === 0) throw noSuchWeights(weights, state.weights);
  return sets;
}

function noSuchWeights(weights: 'ema' | 'raw', sets: readonly WeightSet[]): ConversionError {
  const wanted = weights === 'ema' ? 'averaged weights' : 'weights beside averaged ones';
  const there = sets.map(({ path, role }) => `${role} at ${path === '' ? 'the root' : path}`);
  const found = there.length === 0 ? 'no weights are recognized' : `there are ${there.join(', ')}`;
  return new ConversionError([
    { path: '', reason: `no ${wanted} in it: ${found}`, option: '--select PATH names a part' },
  ]);
}

/** Names of several sets are told apart by where they stand. */
function ofSets(sets: readonly WeightSet[]): Selection {
  const isOne = sets.length === 1;
  return {
    paths: sets.map(({ path }) => path),
    tensors: sets.flatMap((set) =>
      set.tensors.map(({ name, path, tensor }) => ({
        name: isOne ? name : joined(set.path, `.${name}`),
        path,
        tensor,
      })),
    ),
    others: sets.flatMap((set) => set.others.map(({ path }) => path)),
  };
}

/** A tree that no framework recognizes: the sections that hold tensors and are not about training. */
function ofSections(root: Value): Selection {
  const { sections } = weightsOf(root, tensorsOf(root));
  const [only] = sections;
  if (only === undefined) return selectedAt(root, '');
  if (sections.length === 1) return selectedAt(root, pathOfSection(root, only));
  const paths = sections.map((section) => pathOfSection(root, section));
  const parts = paths.map((path) => selectedAt(root, path));
  return {
    paths,
    // Names of several sections are told apart by where they stand.
    tensors: parts.flatMap(({ tensors }, index) =>
      tensors.map(({ name, ...rest }) => ({ name: `${sections[index]}.${name}`, ...rest })),
    ),
    others: parts.flatMap(({ others }) => others),
  };
}

function pathOfSection(root: Value, label: string): string {
  for (const child of children(root)) if (child.label === label) return joined('', child.step);
  return '';
}

/** What is held in several places has a name in each. A hostile file could give it any number of them. */
function selectedAt(root: Value, path: string): Selection {
  const found = valueAt(root, path);
  if ('deadEnd' in found) throw new PathError(found.deadEnd);
  const tensors: Selected[] = [];
  const others: string[] = [];
  const around = new Set<Value>();
  const seen = new Set<Value>();
  let repeats = 0;
  const visit = (value: Value, at: string, name: string | undefined): void => {
    if (typeof value === 'object' && (value?.kind === 'tensor' || value?.kind === 'ndarray')) {
      tensors.push({ name: name ?? lastName(at), path: at, tensor: value });
      return;
    }
    if (!isContainer(value)) {
      others.push(at);
      return;
    }
    if (around.has(value)) return;
    if (seen.has(value)) repeats += 1 + sizeOf(value);
    if (repeats > MOST_REPEATS) {
      const finding = `its parts are held in other places more than ${MOST_REPEATS} times`;
      throw new LimitError(finding, { file: path === '' ? 'the tree' : path });
    }
    seen.add(value);
    around.add(value);
    for (const { key, step, value: child } of namedChildren(value)) {
      visit(child, joined(at, step), name === undefined ? key : `${name}.${key}`);
    }
    around.delete(value);
  };
  visit(found.value, path, undefined);
  return { paths: [path], tensors, others };
}

function isContainer(
  value: Value,
): value is Exclude<Value, null | boolean | number | bigint | string> {
  if (typeof value !== 'object' || value === null) return false;
  return ['list', 'tuple', 'mapping', 'opaque', 'set', 'frozenset'].includes(value.kind);
}

interface NamedChild {
  readonly key: string;
  readonly step: string;
  readonly value: Value;
}

/** Children under the names that tensors have: keys as they are, items by their places. */
function* namedChildren(value: Value): Generator<NamedChild> {
  const entries = entriesOf(value);
  const keys = entries && [...entries.keys()];
  let index = 0;
  for (const { step, label, value: child } of children(value)) {
    const key = keys?.[index];
    const isPlain = typeof key === 'string' || typeof key === 'number';
    yield { key: isPlain ? String(key) : label.replace(/^\[(.*)\]$/, '$1'), step, value: child };
    index += 1;
  }
}

function entriesOf(value: Value): ReadonlyMap<Value, Value> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const mapping = value.kind === 'opaque' ? configOf(value) : value;
  return mapping?.kind === 'mapping' ? mapping.entries : undefined;
}

function lastName(path: string): string {
  return path === '' ? 'tensor' : path;
}
