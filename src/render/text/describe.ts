/** A value in a few words, for a line of its own. */
import { type Child, children } from '../../model/children.ts';
import { className, distributedTensor, objectText } from '../../model/known-objects.ts';
import { configOf } from '../../model/omegaconf.ts';
import { pythonRepr } from '../../model/python-repr.ts';
import { scalarText } from '../../model/scalar-text.ts';
import { isFlat, isShort } from '../../model/short.ts';
import type { Mapping, Opaque, Sequence, Value } from '../../model/value.ts';
import {
  byteLengthOfTensor,
  type ManyLooks,
  storagesOf,
  tensorsOf,
} from '../../operations/tensor-list.ts';
import { bytes, count, number, shape } from './units.ts';

/** Longer text is cut, and its length said. */
const SHOWN_CHARACTERS = 100;
const SHOWN_ITEMS = 6;

/**
 * `isOpen` says that what is inside follows on lines of its own; `looks` is kept where many values are
 * described that may share what they hold.
 */
export function describe(value: Value, isOpen = false, looks?: ManyLooks): string {
  if (typeof value === 'string') return textOf(value);
  if (typeof value !== 'object' || value === null) return scalarText(value);
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
      return sequenceText(value, isOpen, looks);
    case 'mapping':
      return mappingText(value, isOpen, looks);
    case 'opaque':
      return opaqueText(value, isOpen, looks);
    case 'storage':
      return `storage of ${bytes(value.byteLength)} ${value.dtype}${elsewhere(value.device)}`;
    default:
      return scalarText(value);
  }
}

/** Several values that are alike, by what is in each: `28 × {step, exp_avg, exp_avg_sq}`. */
export function describeFold(value: Value, times: number): string {
  const names: string[] = [];
  for (const { label } of children(value)) names.push(names.length < SHOWN_ITEMS ? label : '…');
  return `${number(times)} × {${names.slice(0, SHOWN_ITEMS + 1).join(', ')}}`;
}

function textOf(text: string): string {
  if (text.length <= SHOWN_CHARACTERS) return pythonRepr(text);
  const shown = text.slice(0, SHOWN_CHARACTERS).replace(/[\ud800-\udbff]$/, '');
  return `${pythonRepr(shown)}… ${count(text.length, 'character')}`;
}

export function elsewhere(device: string): string {
  return device === 'cpu' ? '' : ` on ${device}`;
}

function sequenceText(value: Sequence, isOpen: boolean, looks?: ManyLooks): string {
  if (isShort(value)) return scalarText(value);
  const { kind, items } = value;
  const name = `${kind} of ${number(items.length)}`;
  if (!isFlat(value)) {
    const [first] = items;
    const alone = !isOpen && items.length === 1 && first !== undefined;
    const inside =
      alone && isMapping(first) ? [describe(first, false, looks)] : contents(value, looks);
    return [name, ...inside].join(' · ');
  }
  const shown = items.slice(0, SHOWN_ITEMS).map((item) => scalarText(item));
  return `${name}: ${shown.join(', ')}${items.length > SHOWN_ITEMS ? ', …' : ''}`;
}

function isMapping(value: Value): value is Mapping {
  return typeof value === 'object' && value?.kind === 'mapping';
}

function mappingText(value: Mapping, isOpen: boolean, looks?: ManyLooks): string {
  const { type, entries } = value;
  const short = type.replace(/^collections\./, '');
  if (entries.size === 0) return type === 'dict' ? '{}' : `${short}()`;
  const name = type === 'dict' || short === 'OrderedDict' ? [] : [short];
  const inside = contents(value, looks);
  if (inside.length > 0) return [...name, ...inside].join(' · ');
  return [...name, isOpen ? count(entries.size, 'entry') : pairsText(children(value))].join(' · ');
}

/** `lr 0.001, betas (0.9, 0.999), …`: what a row that is not opened still says. */
function pairsText(inside: Iterable<Child>): string {
  const pairs: string[] = [];
  for (const { label, value } of inside) {
    if (pairs.length >= SHOWN_ITEMS) return `${pairs.join(', ')}, …`;
    const isScalar = isShort(value) || typeof value === 'string';
    pairs.push(isScalar ? `${label} ${describe(value)}` : `${label} {…}`);
  }
  return pairs.join(', ');
}

function opaqueText(object: Opaque, isOpen: boolean, looks?: ManyLooks): string {
  const text = objectText(object);
  if (text !== undefined) return text;
  const name = className(object);
  const distributed = distributedTensor(object);
  if (distributed !== undefined) {
    return [distributed.className, shape(distributed.shape), distributed.dtype].join(' ');
  }
  const config = configOf(object);
  if (config !== undefined) return `${name} · ${describe(config, isOpen, looks)}`;
  const { args = [], kwargs, state, items = [], elements = [] } = object;
  const called = args.length > 0 || kwargs !== undefined;
  if (state === undefined && items.length === 0 && elements.length === 0) {
    return called ? callText(name, object) : `${name}()`;
  }
  const inside = contents(object, looks);
  if (inside.length > 0) return [name, ...inside].join(' · ');
  const size = Array.from(children(object)).length;
  return `${name} · ${isOpen ? count(size, 'part') : pairsText(children(object))}`;
}

function callText(name: string, { args = [], kwargs }: Opaque): string {
  const named = Array.from(kwargs ?? [], ([key, value]) => `${key}=${scalarText(value)}`);
  const all = [...args.map((arg) => scalarText(arg)), ...named];
  const shown = all.slice(0, SHOWN_ITEMS);
  return `${name}(${[...shown, ...(all.length > SHOWN_ITEMS ? ['…'] : [])].join(', ')})`;
}

/** What is inside, if it is tensors: how many, and the bytes of the storages behind them. */
function contents(value: Value, looks?: ManyLooks): string[] {
  const tensors = tensorsOf(value, looks).map(({ tensor }) => tensor);
  if (tensors.length === 0) return [];
  const stored = Array.from(storagesOf(tensors)).reduce(
    (sum, { byteLength }) => sum + byteLength,
    0,
  );
  const arrays = tensors.filter(({ kind }) => kind === 'ndarray');
  const inArrays = arrays.reduce((sum, array) => sum + byteLengthOfTensor(array), 0);
  const noun = arrays.length === tensors.length ? 'array' : 'tensor';
  return [count(tensors.length, noun), bytes(stored + inArrays)];
}
