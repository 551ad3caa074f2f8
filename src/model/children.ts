import { configOf } from './omegaconf.ts';
import { pythonRepr } from './python-repr.ts';
import { scalarText } from './scalar-text.ts';
import type { Tensor, Value } from './value.ts';

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
      for (const [key, entry] of value.entries) yield keyed(key, entry);
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
      const { args = [], kwargs, state, items = [], elements = [] } = value;
      for (const [index, argument] of args.entries()) yield argumentAt(String(index), argument);
      for (const [name, argument] of kwargs ?? []) yield argumentAt(name, argument);
      if (state !== undefined) yield* attributes(state);
      for (const [key, item] of items) yield keyed(key, item);
      yield* indexed(elements);
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

function keyed(key: Value, value: Value): Child {
  if (typeof key !== 'string') {
    const label = `[${scalarText(key)}]`;
    return { step: label, label, value };
  }
  return { step: keyStep(key), label: isPlainName(key) ? key : pythonRepr(key), value };
}

/** The step to a str key. Dots in it need no quotes: paths find the longest key that fits. */
export function keyStep(key: string): string {
  return isPlainName(key) ? `.${key}` : `[${pythonRepr(key)}]`;
}

function isPlainName(key: string): boolean {
  return /^[A-Za-z_0-9][\w.:/-]*$/.test(key) && !key.endsWith('.') && !key.includes('..');
}

function argumentAt(name: string, value: Value): Child {
  return { step: `(${name})`, label: `(${name})`, value };
}

/** A state that is a dict of names holds attributes; any other is `.__setstate__`’s argument. */
function* attributes(state: Value): Generator<Child> {
  if (typeof state === 'object' && state?.kind === 'mapping') {
    for (const [key, value] of state.entries) yield keyed(key, value);
    return;
  }
  const slots = slotsOf(state);
  if (slots === undefined) {
    yield { step: '.__setstate__', label: '__setstate__', value: state };
    return;
  }
  for (const part of slots) if (part !== null) yield* attributes(part);
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
