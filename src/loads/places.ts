/** Where in the saved object something is that torch refuses. */
import type { Effects, PickleObject, PickleValue } from '../decoders/pickle/value.ts';
import { keyStep } from '../model/children.ts';
import { scalarText } from '../model/scalar-text.ts';
import { fullName, isGlobal } from './python-types.ts';
import { TOLD_PLACES } from './refusal.ts';

/** The first few paths, and how many there are. */
export interface Places {
  readonly paths: string[];
  count: number;
}

/** Paths by what is looked for: a name, or a value itself. */
export type FoundPlaces = ReadonlyMap<string | PickleValue, Places>;

interface Visit {
  readonly value: PickleValue;
  readonly parent: Visit | undefined;
  /** What joins it to the parent’s path; empty for a part that a person does not see. */
  readonly step: string;
  /** Nothing inside it is seen either. */
  readonly isHidden: boolean;
}

type Wanted = ReadonlySet<string | PickleValue>;

/** Walks a pickled value once, however often its parts are shared, and without recursing. */
export function findPlaces(root: PickleValue, wanted: Wanted): FoundPlaces {
  const found = new Map<string | PickleValue, Places>();
  const note = (what: string | PickleValue, visit: Visit) => {
    if (!wanted.has(what)) return;
    const places = found.get(what) ?? { paths: [], count: 0 };
    found.set(what, places);
    const path = places.paths.length < TOLD_PLACES ? pathOf(visit) : undefined;
    if (path !== undefined && places.paths.at(-1) === path) return;
    places.count += 1;
    if (path !== undefined) places.paths.push(path);
  };
  const seen = new Set<PickleValue>();
  const open: Visit[] = [{ value: root, parent: undefined, step: '', isHidden: false }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { value } = visit;
    if (typeof value !== 'object' || value === null) continue;
    note(value, visit);
    if (isGlobal(value)) note(fullName(value), visit);
    if (seen.has(value)) continue;
    seen.add(value);
    const parts = partsOf(value, visit);
    for (let index = parts.length - 1; index >= 0; index -= 1) {
      const part = parts[index];
      if (part !== undefined) open.push(part);
    }
  }
  return found;
}

/** A name is at the place of what is made with it, as are the arguments of a call. */
function partsOf(
  value: Exclude<PickleValue, null | boolean | number | bigint | string>,
  parent: Visit,
) {
  const parts: Visit[] = [];
  const add = (part: PickleValue, step: string | typeof HIDDEN) => {
    if (typeof part !== 'object' || part === null) return;
    const isHidden = parent.isHidden || step === HIDDEN;
    const isStep = typeof step === 'string' && !isHidden;
    parts.push({ value: part, parent, step: isStep ? step : '', isHidden });
  };
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
      for (const [index, item] of value.items.entries()) add(item, `[${index}]`);
      return parts;
    case 'dict':
      addPairs(value, add);
      return parts;
    case 'object':
      add(value.callee, '');
      addArguments(value, add);
      break;
    case 'persistent':
      add(value.id, HIDDEN);
      break;
    default:
  }
  if ('effects' in value && value.effects !== undefined) addEffects(value.effects, add);
  return parts;
}

/** For what stands at the place of the whole. */
const HIDDEN = Symbol('hidden');

type Add = (part: PickleValue, step: string | typeof HIDDEN) => void;

function addArguments({ args, kwargs }: PickleObject, add: Add): void {
  const items = typeof args === 'object' && args?.kind === 'tuple' ? args.items : [args];
  for (const item of items) {
    // A list is what the object holds, as with `set([…])`; a tuple is handed on to another call.
    if (typeof item === 'object' && item?.kind === 'list') {
      for (const [index, element] of item.items.entries()) add(element, `[${index}]`);
    } else if (typeof item === 'object' && item?.kind === 'tuple') {
      for (const element of item.items) add(element, '');
    } else add(item, '');
  }
  if (kwargs !== undefined) add(kwargs, '');
}

function addEffects({ states, keys, values, elements }: Effects, add: Add): void {
  for (const state of states) addState(state, add);
  addPairs({ keys, values }, add);
  for (const [index, element] of elements.entries()) add(element, `[${index}]`);
}

/** Attributes; a state of other shape is `.__setstate__`’s argument, as in the tree. */
function addState(state: PickleValue, add: Add): void {
  if (typeof state !== 'object' || state === null) return;
  const isDict = (part: PickleValue) => typeof part === 'object' && part?.kind === 'dict';
  if (state.kind === 'dict') {
    for (const [index, key] of state.keys.entries()) {
      add(state.values[index] ?? null, omegaConfStep(key) ?? stepOf(key));
    }
  } else if (state.kind === 'tuple' && state.items.length === 2 && state.items.some(isDict)) {
    for (const part of state.items) {
      if (isDict(part)) addState(part, add);
      else add(part, HIDDEN);
    }
  } else if (state.kind === 'tuple') {
    // Of numpy’s arrays and of what restores itself, only lists are seen.
    const isList = (part: PickleValue) => typeof part === 'object' && part?.kind === 'list';
    for (const part of state.items) add(part, isList(part) ? '' : HIDDEN);
  } else add(state, '');
}

/** OmegaConf’s containers and nodes are seen as the plain values in them. */
function omegaConfStep(key: PickleValue): string | typeof HIDDEN | undefined {
  if (key === '_content' || key === '_val') return '';
  return key === '_metadata' || key === '_parent' ? HIDDEN : undefined;
}

function addPairs(pairs: Pick<Effects, 'keys' | 'values'>, add: Add): void {
  for (const [index, key] of pairs.keys.entries()) {
    const step = stepOf(key);
    add(key, step);
    add(pairs.values[index] ?? null, step);
  }
}

/** A key that is no scalar has no spelling: what is at it is at the whole. */
function stepOf(key: PickleValue): string | typeof HIDDEN {
  if (typeof key === 'string') return keyStep(key);
  if (typeof key !== 'object' || key === null) return `[${scalarText(key)}]`;
  return key.kind === 'float' ? `[${scalarText(key)}]` : HIDDEN;
}

function pathOf(visit: Visit): string {
  const steps: string[] = [];
  for (let at: Visit | undefined = visit; at !== undefined; at = at.parent) steps.push(at.step);
  return steps.reverse().join('').replace(/^\./, '');
}
