import { PairMap } from '../../decoders/pickle/pair-map.ts';
import type {
  Effects,
  PickleGlobal,
  PickleObject,
  PickleOther,
  PicklePersistent,
  PickleSequence,
  PickleValue,
} from '../../decoders/pickle/value.ts';
import { LimitError } from '../../errors.ts';
import type { Anomaly } from '../../model/checkpoint.ts';
import type { Mapping, Name, Opaque, Value } from '../../model/value.ts';
import type { Call, Vocabulary } from './call.ts';
import { Copies } from './copies.ts';
import { mappingEntries } from './mapping.ts';

export interface InterpreterOptions {
  readonly file: string;
  readonly depth: number;
  /** Where offset 0 of the pickle lies in the file. */
  readonly origin?: number;
  readonly anomalies?: Anomaly[];
}

/**
 * Gives the neutral values of a pickle their meaning. Values that the pickle shares are shared in
 * the tree; cycles stay cycles. A tree deeper than `options.depth` is a `LimitError`, so everything
 * after this may recurse.
 */
export class Interpreter {
  readonly anomalies: Anomaly[];
  readonly #vocabularies: readonly Vocabulary[];
  readonly #options: InterpreterOptions;
  readonly #done = new Map<PickleValue, Value>();
  /** Calls whose meaning is being found, each with the opaque value that a cycle through it met. */
  readonly #open = new Map<PickleObject, Opaque | undefined>();
  /** A name is used with every tensor, and may be written as often. */
  readonly #fullNames = new PairMap<string>();
  readonly #copies = new Copies();
  #depth = 0;

  constructor(vocabularies: readonly Vocabulary[], options: InterpreterOptions) {
    this.#vocabularies = vocabularies;
    this.#options = options;
    this.anomalies = options.anomalies ?? [];
  }

  get file(): string {
    return this.#options.file;
  }

  get depth(): number {
    return this.#options.depth;
  }

  value(pickled: PickleValue): Value {
    if (typeof pickled !== 'object' || pickled === null) return pickled;
    switch (pickled.kind) {
      case 'float':
      case 'bytes':
      case 'bytearray':
        return pickled;
      default: {
        const done = this.#done.get(pickled);
        if (done !== undefined) return done;
        this.#enter();
        const value = this.#meaning(pickled);
        this.#depth -= 1;
        this.#done.set(pickled, value);
        return value;
      }
    }
  }

  values(pickled: readonly PickleValue[]): Value[] {
    const values: Value[] = [];
    for (const item of pickled) values.push(this.value(item));
    return values;
  }

  /** The full name of a class or function, or `undefined` where the pickle computes it. */
  callableName(callee: PickleValue): string | undefined {
    if (typeof callee !== 'object' || callee === null) return undefined;
    if (callee.kind === 'global') return this.#fullName(callee);
    if (callee.kind !== 'persistent' && callee.kind !== 'object') return undefined;
    const value = this.value(callee);
    return typeof value === 'object' && value?.kind === 'global' ? value.name : undefined;
  }

  #fullName({ module, name }: PickleGlobal): string {
    const known = this.#fullNames.get(module, name);
    if (known !== undefined) return known;
    const fullName = `${module}.${name}`;
    this.#fullNames.add(module, name, fullName);
    return fullName;
  }

  /** One of dict’s relatives: `pairs` are those it was made with, `call.effects` has the later. */
  dictRelative(call: Call, pairs: Pick<Effects, 'keys' | 'values'>): Mapping | undefined {
    const { states = [], elements = [], keys = [], values = [] } = call.effects ?? {};
    if (states.length > 1 || elements.length > 0) return undefined;
    const entries = new Map<Value, Value>();
    const mapping: Mutable<Mapping> = { kind: 'mapping', type: call.type, entries };
    call.begin(mapping);
    this.#fill(entries, [...pairs.keys, ...keys], [...pairs.values, ...values]);
    const [state] = states;
    if (state !== undefined) mapping.attributes = this.value(state);
    return mapping;
  }

  note(kind: string, offset: number, data: Anomaly['data'] = {}): void {
    const { file, origin = 0 } = this.#options;
    this.anomalies.push({ kind, place: { file, offset: origin + offset }, data });
  }

  /** For what may be met with every tensor and is worth saying once. */
  noteOnce(kind: string): void {
    if (!this.anomalies.some((anomaly) => anomaly.kind === kind)) this.note(kind, 0);
  }

  #meaning(pickled: Exclude<PickleValue, null | boolean | number | bigint | string>): Value {
    switch (pickled.kind) {
      case 'list':
      case 'tuple':
      case 'set':
      case 'frozenset':
        return this.#sequence(pickled);
      case 'dict': {
        const entries = new Map<Value, Value>();
        const mapping: Mapping = { kind: 'mapping', type: 'dict', entries };
        this.#done.set(pickled, mapping);
        this.#fill(entries, pickled.keys, pickled.values);
        return mapping;
      }
      case 'global': {
        const name = this.#fullName(pickled);
        return pickled.effects === undefined ? this.#named(name) : this.#opaque(pickled, name);
      }
      case 'persistent': {
        for (const { persistent } of this.#vocabularies) {
          if (pickled.effects !== undefined) break;
          const value = persistent?.(pickled.id, this);
          if (value !== undefined) return value;
        }
        this.note('unknown-persistent-id', pickled.offset);
        return this.#opaque(pickled, 'persistent_load', pickled.id);
      }
      case 'object':
        return this.#call(pickled);
      case 'extension':
        return this.#opaque(pickled, 'copyreg.extension', pickled.id);
      case 'buffer':
        return this.#opaque(pickled, 'pickle.PickleBuffer');
      case 'computed-global':
        return this.#opaque(pickled, 'pickle.find_class', pickled.id);
      default:
        return pickled;
    }
  }

  #sequence(pickled: PickleSequence): Value {
    const items: Value[] = [];
    const sequence = { kind: pickled.kind, items };
    this.#done.set(pickled, sequence);
    for (const item of pickled.items) items.push(this.value(item));
    return sequence;
  }

  #fill(
    entries: Map<Value, Value>,
    keys: readonly PickleValue[],
    values: readonly PickleValue[],
  ): void {
    const repeated = mappingEntries(entries, this.values(keys), this.values(values));
    if (repeated > 0) this.note('duplicate-key', 0, { count: repeated });
  }

  #named(name: string): Name {
    for (const vocabulary of this.#vocabularies) {
      const value = vocabulary.name?.(name);
      if (value !== undefined) return value;
    }
    return { kind: 'global', name };
  }

  #call(pickled: PickleObject): Value {
    if (this.#open.has(pickled)) {
      // The call reaches itself through its arguments: only an opaque value can be tied so.
      const opaque = this.#open.get(pickled) ?? { kind: 'opaque', type: this.#type(pickled) };
      this.#open.set(pickled, opaque);
      return opaque;
    }
    this.#open.set(pickled, undefined);
    // What a call is made of is a level of its own: its meaning takes more of our stack than a list.
    this.#enter();
    const known = this.#knownCall(pickled);
    const opaque = this.#open.get(pickled);
    this.#open.delete(pickled);
    const value =
      known !== undefined && opaque === undefined ? known : this.#opaqueCall(pickled, opaque);
    this.#depth -= 1;
    return value;
  }

  #knownCall(pickled: PickleObject): Value | undefined {
    const type = this.callableName(pickled.callee);
    if (type === undefined || pickled.kwargs !== undefined) return undefined;
    const args = tupleItems(pickled.args);
    if (args === undefined || !this.#copies.allows(args, pickled.effects)) return undefined;
    for (const { calls } of this.#vocabularies) {
      const meaning = calls.get(type);
      if (meaning === undefined) continue;
      const { effects, offset } = pickled;
      const begin = (value: Value) => void this.#done.set(pickled, value);
      return meaning({ type, args, effects, offset, begin }, this);
    }
    return undefined;
  }

  #type(pickled: PickleObject): string {
    return this.callableName(pickled.callee) ?? 'call';
  }

  #opaqueCall(pickled: PickleObject, shell: Opaque | undefined): Opaque {
    const type = this.#type(pickled);
    const opaque: Mutable<Opaque> = shell ?? { kind: 'opaque', type };
    this.#done.set(pickled, opaque);
    const args = this.values(tupleItems(pickled.args) ?? [pickled.args]);
    if (type === 'call') args.unshift(this.value(pickled.callee));
    if (pickled.kwargs !== undefined) {
      const kwargs = this.#keywords(pickled.kwargs);
      if (kwargs === undefined) args.push(this.value(pickled.kwargs));
      else if (kwargs.size > 0) opaque.kwargs = kwargs;
    }
    if (args.length > 0) opaque.args = args;
    return this.#affected(opaque, pickled.effects);
  }

  /** What NEWOBJ_EX passes by name, or `undefined` where it is no dict of names. */
  #keywords(pickled: PickleValue): ReadonlyMap<string, Value> | undefined {
    if (typeof pickled !== 'object' || pickled?.kind !== 'dict') return undefined;
    const names = pickled.keys.filter((key) => typeof key === 'string');
    if (names.length < pickled.keys.length) return undefined;
    return new Map(names.map((name, index) => [name, this.value(pickled.values[index] ?? null)]));
  }

  #opaque(pickled: NoCall, type: string, id?: PickleValue): Opaque {
    const opaque: Mutable<Opaque> = { kind: 'opaque', type };
    this.#done.set(pickled, opaque);
    if (id !== undefined) opaque.args = [this.value(id)];
    return this.#affected(opaque, pickled.effects);
  }

  #affected(opaque: Mutable<Opaque>, effects: Effects | undefined): Opaque {
    if (effects === undefined) return opaque;
    const { states, keys, values, elements } = effects;
    if (states.length === 1) opaque.state = this.value(states[0] ?? null);
    // More than one BUILD is nothing a pickler writes; all of it is kept, as a list.
    else if (states.length > 1) opaque.state = { kind: 'list', items: this.values(states) };
    if (keys.length > 0) {
      opaque.items = keys.map((key, index) => [this.value(key), this.value(values[index] ?? null)]);
    }
    if (elements.length > 0) opaque.elements = this.values(elements);
    return opaque;
  }

  #enter(): void {
    this.#depth += 1;
    const { file, depth, origin = 0 } = this.#options;
    if (this.#depth <= depth) return;
    const options = { kind: 'limit', data: { limit: 'depth' } };
    const place = { file, offset: origin };
    throw new LimitError(`values nest more than ${depth} deep`, place, options);
  }
}

export function tupleItems(value: PickleValue | undefined): readonly PickleValue[] | undefined {
  return typeof value === 'object' && value?.kind === 'tuple' ? value.items : undefined;
}

type NoCall = PickleGlobal | PicklePersistent | PickleOther;
type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
