/** Objects of Python’s library, numpy and OmegaConf as plain values, which need no class to be loaded. */
import { filePath, objectText } from '../../model/known-objects.ts';
import { configOf } from '../../model/omegaconf.ts';
import { isKind, type Opaque, type Value } from '../../model/value.ts';
import { PLAIN_MAPPINGS } from '../../writers/torch/unwritable.ts';
import { torchArray } from './torch-array.ts';

/** What a value is in plain terms: itself, if it is plain. `undefined` where it has no plain terms. */
export function plainValue(value: Value, isHashed = false): Value | undefined {
  const plain = plainTerms(value);
  if (!isHashed || !isKind(plain, 'set')) return isHashed && isMutable(plain) ? undefined : plain;
  // Of the plain containers only a tuple can be a key.
  return { kind: 'tuple', items: plain.items };
}

function isMutable(value: Value | undefined): boolean {
  return typeof value === 'object' && (value?.kind === 'mapping' || value?.kind === 'list');
}

function plainTerms(value: Value): Value | undefined {
  if (typeof value !== 'object' || value === null) return value;
  switch (value.kind) {
    case 'frozenset':
      return { kind: 'set', items: value.items };
    case 'mapping':
      return PLAIN_MAPPINGS.has(value.type)
        ? value
        : { kind: 'mapping', type: 'dict', entries: value.entries };
    case 'numpy_scalar':
      return value.value;
    case 'ndarray':
      return value.data instanceof Uint8Array
        ? torchArray(value)
        : nested(value.shape, value.data, value.fortran);
    case 'numpy_dtype':
    case 'global':
    case 'memory_format':
      return value.name;
    case 'tensor': {
      if (value.subclass === undefined) return value;
      const { subclass: _, attributes: __, ...tensor } = value;
      return tensor;
    }
    case 'opaque':
      return plainObject(value);
    default:
      return value;
  }
}

/** Classes whose instances are their attributes and nothing else. */
const NAMESPACES: ReadonlySet<string> = new Set(['argparse.Namespace', 'types.SimpleNamespace']);

function plainObject(object: Opaque): Value | undefined {
  const config = configOf(object);
  if (config !== undefined) return config;
  const { type, args = [], state, items, elements } = object;
  const path = filePath(object);
  if (path !== undefined) return path;
  if (NAMESPACES.has(type)) return isKind(state, 'mapping') ? dictOf(state.entries) : dictOf([]);
  if (type === 'collections.deque') return { kind: 'list', items: elements ?? [] };
  const text = objectText(object);
  if (text !== undefined) return type === 'decimal.Decimal' ? (args[0] ?? text) : text;
  if (!hasState(state) && args.length === 0 && object.kwargs === undefined) {
    // Subclasses of dict and of list.
    if (items !== undefined && elements === undefined) return dictOf(items);
    if (elements !== undefined && items === undefined) return { kind: 'list', items: elements };
  }
  return enumValue(object);
}

/** A member of an enumeration is a call of its class with the one value. */
function enumValue({ type, args = [], kwargs, state, items, elements }: Opaque): Value | undefined {
  const [value] = args;
  const others = [kwargs, state, items, elements].filter((part) => part !== undefined);
  const isPlain = ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
  const isClass = /(?:^|\.)_*[A-Z]\w*$/.test(type);
  return args.length === 1 && others.length === 0 && isPlain && isClass ? value : undefined;
}

function hasState(state: Value | undefined): boolean {
  return state !== undefined && !(isKind(state, 'mapping') && state.entries.size === 0);
}

function dictOf(entries: Iterable<readonly [Value, Value]>): Value {
  return { kind: 'mapping', type: 'dict', entries: new Map(entries) };
}

/** An array of objects as lists in lists. */
function nested(
  shape: readonly number[],
  items: readonly Value[],
  fortran: boolean,
): Value | undefined {
  const [size, ...rest] = shape;
  if (size === undefined) return items[0] ?? null;
  if (fortran && rest.length > 0) return undefined;
  const step = items.length / Math.max(size, 1);
  return {
    kind: 'list',
    items: Array.from(
      { length: size },
      (_, index) => nested(rest, items.slice(index * step, (index + 1) * step), fortran) ?? null,
    ),
  };
}
