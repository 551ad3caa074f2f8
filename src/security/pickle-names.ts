/** What values on the stack of an unpickler say of names: read, never called. */
import type { PickleGlobal, PickleValue } from '../decoders/pickle/value.ts';

/** State with more keys is no state of an object. */
const MOST_KEYS = 1_000;

export function isGlobal(value: PickleValue): value is PickleGlobal {
  return typeof value === 'object' && value?.kind === 'global';
}

export function isNamed(value: PickleValue, name: string): boolean {
  return isGlobal(value) && nameOf(value) === name;
}

export function itemsOf(value: PickleValue): readonly PickleValue[] {
  return typeof value === 'object' && value?.kind === 'tuple' ? value.items : [];
}

/** `getattr(Outer, 'Inner')` as a name, and of an object as that of its class. */
export function attributeOf(args: PickleValue): Pick<PickleGlobal, 'module' | 'name'> | undefined {
  const [owner, attribute, ...others] = itemsOf(args);
  if (typeof attribute !== 'string' || others.length > 0) return undefined;
  if (typeof owner !== 'object' || owner === null) return undefined;
  const named = owner.kind === 'object' ? owner.callee : owner;
  if (!isGlobal(named)) return undefined;
  return { module: named.module, name: `${named.name}.${attribute}` };
}

/** A function with arguments, which is as good as the function. */
export function isPartial(value: PickleValue): boolean {
  if (typeof value !== 'object' || value?.kind !== 'object') return false;
  const [first] = itemsOf(value.args);
  return isNamed(value.callee, 'functools.partial') && first !== undefined && isGlobal(first);
}

/** A class with its source text beside it, as torch 0.1.10 to 1.5 referred to classes. */
export function isClassWithSource(value: PickleValue): boolean {
  if (typeof value !== 'object' || value?.kind !== 'persistent') return false;
  const [what, type] = itemsOf(value.id);
  return what === 'module' && type !== undefined && isGlobal(type);
}

export const nameOf = ({ module, name }: PickleGlobal) =>
  `${module.slice(0, LONGEST)}.${name.slice(0, LONGEST)}`;

/** No name that anything is known of is as long; one as long as the file may be called with every opcode. */
const LONGEST = 200;

export function kindOf(value: PickleValue): string {
  if (value === null) return 'None';
  return typeof value === 'object' ? value.kind : typeof value;
}

/** What is known of a name that is computed. */
export function partText(value: PickleValue): string {
  return typeof value === 'string' ? value : '?';
}

/** Keys of the state that BUILD sets: a dict, or that of the slots beside it. */
export function stateKeys(state: PickleValue): string[] {
  if (typeof state !== 'object' || state === null) return [];
  const dicts = state.kind === 'tuple' ? state.items.slice(0, 2) : [state];
  return dicts.flatMap((dict) =>
    typeof dict === 'object' && dict?.kind === 'dict'
      ? dict.keys.slice(0, MOST_KEYS).filter((key) => typeof key === 'string')
      : [],
  );
}
