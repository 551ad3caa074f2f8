import { configOf } from './omegaconf.ts';
import { pythonRepr } from './python-repr.ts';
import { scalarText } from './scalar-text.ts';
import type { Opaque, Tensor, Value } from './value.ts';

/** One step of a path: a child’s place in its parent, spelled as in Python where Python has a way. */
export interface Child {
  /** With what joins it to the parent’s path: `.lr`, `[0]`, `["a key"]`, `(0)`. */
  readonly step: string;
  /** Without: `lr`, `[0]`, `a key`, `(0)`. */
  readonly label: string;
  readonly value: Value;
}

/**
 * What is inside a value, as a person sees it. Attributes of an object are `.name`, its items
 * `["key"]`, its elements `[0]`, the arguments it was made with `(0)` and `(name)`. A configuration
 * of OmegaConf has its plain entries.
 */
export function* children(value: Value): Generator<Child> {
  if (typeof value !== 'object' || value === null) return;
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
      yield* indexed(value.items);
      return;
    case 'mapping':
      yield* keyed(value.entries);
      return;
    case 'tensor':
      yield* named(tensorParts(value));
      return;
    case 'ndarray':
      if (!(value.data instanceof Uint8Array)) yield* indexed(value.data);
      return;
    case 'opaque': {
      const config = configOf(value);
      if (config !== undefined) {
        yield* children(config);
        return;
      }
      yield* numbered(partsOf(value));
      return;
    }
    default:
  }
}

function* indexed(items: readonly Value[]): Generator<Child> {
  for (const [index, value] of items.entries()) {
    yield { step: `[${index}]`, label: `[${index}]`, value };
  }
}

function* partsOf({ args = [], kwargs, state, items, elements = [] }: Opaque): Generator<Child> {
  for (const [index, argument] of args.entries()) yield argumentAt(String(index), argument);
  for (const [name, argument] of kwargs ?? []) yield argumentAt(name, argument);
  const attributes = state === undefined ? [] : attributesOf(state);
  if (attributes === undefined) {
    yield { step: '.__setstate__', label: '__setstate__', value: state ?? null };
  }
  yield* entriesOf([...(attributes ?? []), ...(items ?? [])]);
  yield* indexed(elements);
}

type Pairs = Iterable<readonly [key: Value, value: Value]>;

/** Keys of text differ in their spelling; others need not, as two dates. */
function* keyed(pairs: Pairs): Generator<Child> {
  for (const [key] of pairs) {
    if (typeof key === 'string') continue;
    yield* numbered(entriesOf(pairs));
    return;
  }
  yield* entriesOf(pairs);
}

function* entriesOf(pairs: Pairs): Generator<Child> {
  const quoted = quotedNames(pairs);
  for (const [key, value] of pairs) {
    if (typeof key !== 'string') {
      const label = `[${scalarText(key)}]`;
      yield { step: label, label, value };
    } else {
      const label = isPlainName(key) ? key : pythonRepr(key);
      const isQuoted = label !== key || quoted.has(key);
      yield { step: isQuoted ? `[${pythonRepr(key)}]` : `.${key}`, label, value };
    }
  }
}

/**
 * Names of containers that another key begins with: `a` beside `a.b`. Only in quotes they are told
 * from it, as paths find the longest key that fits.
 */
function quotedNames(pairs: Pairs): ReadonlySet<string> {
  const containers: string[] = [];
  for (const [key, value] of pairs) {
    if (typeof key === 'string' && hasInside(value)) containers.push(key);
  }
  if (containers.length === 0) return NO_NAMES;
  const dotted: string[] = [];
  for (const [key] of pairs) if (typeof key === 'string' && key.includes('.')) dotted.push(key);
  dotted.sort();
  return new Set(containers.filter((name) => hasBeginning(dotted, `${name}.`)));
}

const NO_NAMES: ReadonlySet<string> = new Set();

function hasInside(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value.kind !== 'tensor') return 'items' in value || 'entries' in value || 'type' in value;
  return value.parts !== undefined || value.attributes !== undefined;
}

/** Whether one of `sorted` begins with `beginning`. */
function hasBeginning(sorted: readonly string[], beginning: string): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < beginning) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.startsWith(beginning) ?? false;
}

/** Children whose labels are unlike: a second `[x]` becomes `[x #2]`. */
function* numbered(all: Iterable<Child>): Generator<Child> {
  /** The next number for each label there is. */
  const next = new Map<string, number>();
  for (const child of all) {
    let { label } = child;
    let number = next.get(label) ?? 2;
    for (; next.has(label); number += 1) {
      label = `[${child.label.replace(/^\[(.*)\]$/, '$1')} #${number}]`;
    }
    next.set(child.label, number);
    if (label === child.label) yield child;
    else {
      next.set(label, 2);
      yield { ...child, step: label, label };
    }
  }
}

/** The step to a str key. Dots in it need no quotes: paths find the longest key that fits. */
export function keyStep(key: string): string {
  return isPlainName(key) ? `.${key}` : `[${pythonRepr(key)}]`;
}

/** The path of a child: the root has none, so a first step has no dot. */
export function joined(path: string, step: string): string {
  if (path !== '') return path + step;
  return step.startsWith('.') ? step.slice(1) : step;
}

function isPlainName(key: string): boolean {
  return /^[A-Za-z_0-9][\w.:/-]*$/.test(key) && !key.endsWith('.') && !key.includes('..');
}

function argumentAt(name: string, value: Value): Child {
  return { step: `(${name})`, label: `(${name})`, value };
}

/** A state that is a dict of names holds attributes; any other is `.__setstate__`’s argument. */
export function attributesOf(state: Value): readonly (readonly [Value, Value])[] | undefined {
  if (typeof state === 'object' && state?.kind === 'mapping') return [...state.entries];
  return slotsOf(state)?.flatMap((part) => (part === null ? [] : (attributesOf(part) ?? [])));
}

/** `(dict or None, dict of slots)`, the state of a class with `__slots__`. */
function slotsOf(state: Value): readonly [Value, Value] | undefined {
  if (typeof state !== 'object' || state?.kind !== 'tuple' || state.items.length !== 2) return;
  const [dict = null, slots = null] = state.items;
  const isDict = (part: Value) => typeof part === 'object' && part?.kind === 'mapping';
  return (dict === null || isDict(dict)) && isDict(slots) ? [dict, slots] : undefined;
}

function tensorParts({ parts, attributes: state }: Tensor): Map<string, Value> {
  const all = new Map(parts);
  if (state !== undefined) all.set('__dict__', state);
  return all;
}

function* named(values: ReadonlyMap<string, Value>): Generator<Child> {
  for (const [label, value] of values) yield { step: `.${label}`, label, value };
}
