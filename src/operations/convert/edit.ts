/** Changes of a tree that are asked for, made before anything of it is selected. */
import type { Checkpoint } from '../../model/checkpoint.ts';
import { children, joined } from '../../model/children.ts';
import { valueAt } from '../../model/path.ts';
import { scalarText } from '../../model/scalar-text.ts';
import { isKind, type Mapping, type Sequence, type Value } from '../../model/value.ts';
import { unwritableIn } from '../../writers/torch/unwritable-in.ts';
import { PathError } from '../inspect.ts';
import { droppedLabels } from './drop.ts';
import { kindName } from './kind-name.ts';
import { plainValue } from './plain.ts';
import { REMOVED, rebuilt } from './rebuilt.ts';
import { ConversionError, type EditRequest, type Note } from './request.ts';

/** The tree after `plain`, `dropOpaque`, `set`, `unset` and `drop`, in that order. */
export function edited(root: Value, request: EditRequest, notes: Note[]): Value {
  let tree = root;
  if (request.plain === true) tree = whole(madePlain(tree, notes));
  if (request.dropOpaque === true) tree = whole(withoutOpaque(tree, notes));
  for (const { path, value } of request.set ?? []) tree = withValue(tree, path, value, notes);
  for (const path of request.unset ?? []) tree = withoutValue(tree, path, notes);
  if (request.drop !== undefined && request.drop.length > 0) {
    tree = withoutParts(tree, request.drop, notes);
  }
  return tree;
}

function whole(tree: Value | typeof REMOVED): Value {
  if (tree !== REMOVED) return tree;
  throw new ConversionError([{ path: '', reason: 'the whole of it is no plain value' }]);
}

function madePlain(root: Value, notes: Note[]): Value | typeof REMOVED {
  return rebuilt(root, (value, path, isHashed) => {
    let result = value;
    // What one object stands for may be another, as an enumeration of numpy’s scalars.
    for (let next = plainValue(value, isHashed); next !== undefined && next !== result; ) {
      notes.push({ kind: 'plain', path, detail: kindName(result) });
      result = next;
      next = plainValue(result, isHashed);
    }
    return result;
  });
}

function withoutOpaque(root: Value, notes: Note[]): Value | typeof REMOVED {
  const unwritable = new Set(unwritableIn(root).map(({ value }) => value));
  return rebuilt(root, (value, path) => {
    if (!unwritable.has(value)) return value;
    notes.push({ kind: 'opaque', path, detail: kindName(value) });
    return REMOVED;
  });
}

function withoutParts(root: Value, names: readonly string[], notes: Note[]): Value {
  const dropped = droppedLabels(root, names);
  if (!isKind(root, 'mapping')) return root;
  const entries = new Map(root.entries);
  const labels = Array.from(children(root), ({ label, step }) => ({ label, step }));
  for (const [index, [key]] of [...root.entries].entries()) {
    const { label = '', step = '' } = labels[index] ?? {};
    if (!dropped.has(label)) continue;
    entries.delete(key);
    notes.push({ kind: 'drop', path: joined('', step) });
  }
  return { ...root, entries };
}

interface Slot {
  readonly container: Mapping | Sequence;
  /** A key, or the index of an item. */
  readonly key: string | number;
  readonly exists: boolean;
}

function withValue(root: Value, path: string, value: Value, notes: Note[]): Value {
  const { container, key, exists } = slotAt(root, path);
  const before = exists ? contentOf(container, key) : undefined;
  const was =
    before === undefined ? 'new' : `was ${isShort(before) ? scalarText(before) : kindName(before)}`;
  notes.push({ kind: 'set', path, detail: `${scalarText(value)} (${was})` });
  return replaced(root, container, withEntry(container, key, value));
}

function withoutValue(root: Value, path: string, notes: Note[]): Value {
  const { container, key, exists } = slotAt(root, path);
  if (!exists) throw deadEnd(root, path);
  notes.push({ kind: 'unset', path });
  if (container.kind === 'mapping') {
    const entries = new Map(container.entries);
    entries.delete(key);
    return replaced(root, container, { ...container, entries });
  }
  const items = container.items.filter((_, index) => index !== key);
  return replaced(root, container, { ...container, items });
}

function withEntry(container: Mapping | Sequence, key: string | number, value: Value): Value {
  if (container.kind === 'mapping') {
    return { ...container, entries: new Map(container.entries).set(key, value) };
  }
  const items = container.items.map((item, index) => (index === key ? value : item));
  return { ...container, items };
}

function contentOf(container: Mapping | Sequence, key: string | number): Value | undefined {
  return container.kind === 'mapping' ? container.entries.get(key) : container.items[Number(key)];
}

function isShort(value: Value): boolean {
  return typeof value !== 'object' || value === null || value.kind === 'float';
}

/** The container is one object wherever it is held. */
function replaced(root: Value, before: Value, after: Value): Value {
  return whole(rebuilt(root, (value) => (value === before ? after : value)));
}

/** Where a path leads, which need not be there yet if what would hold it is a dict. */
function slotAt(root: Value, path: string): Slot {
  const whole = path.trim();
  for (let end = whole.length - 1; end >= 0; end -= 1) {
    const isStep = whole[end] === '.' || whole[end] === '[' || end === 0;
    if (!isStep) continue;
    const found = valueAt(root, whole.slice(0, end));
    if ('deadEnd' in found) continue;
    const slot = slotIn(found.value, whole.slice(end), whole.slice(0, end));
    if (slot !== undefined) return slot;
  }
  throw deadEnd(root, path);
}

function slotIn(container: Value, step: string, at: string): Slot | undefined {
  if (isKind(container, 'mapping')) {
    const entries = [...container.entries.keys()];
    const index = Array.from(children(container)).findIndex(
      (child) => child.step === step || child.step === `.${step}`,
    );
    const there = entries[index];
    if (typeof there === 'string' || typeof there === 'number') {
      return { container, key: there, exists: true };
    }
    const key = /^\[(['"])(.*)\1\]$/.exec(step)?.[2] ?? /^\.?([^[(.]+)$/.exec(step)?.[1];
    return key === undefined ? undefined : { container, key, exists: container.entries.has(key) };
  }
  const index = Number(/^\[(\d+)\]$/.exec(step)?.[1] ?? Number.NaN);
  if ((isKind(container, 'list') || isKind(container, 'tuple')) && index < container.items.length) {
    return { container, key: index, exists: true };
  }
  if (isKind(container, 'opaque')) {
    const reason = `${at} is an object (${container.type}), whose parts cannot be changed`;
    throw new ConversionError([
      { path: at + step, reason, option: '--plain makes a dict of it, if it is of a known class' },
    ]);
  }
  return undefined;
}

function deadEnd(root: Value, path: string): Error {
  const found = valueAt(root, path);
  if ('deadEnd' in found) return new PathError(found.deadEnd);
  return new ConversionError([{ path, reason: 'it is in no dict or list that could be changed' }]);
}

/** The same of a whole checkpoint, where nobody asks what was done. */
export function editedCheckpoint(checkpoint: Checkpoint, request: EditRequest): Checkpoint {
  return { ...checkpoint, root: edited(checkpoint.root, request, []) };
}
