/**
 * The unpickling machine as a witness: it calls nothing, refuses nothing that any unpickler of Python’s
 * takes, and notes what would be imported, called and changed.
 */
import type { Cursor } from '../bytes/cursor.ts';
import { latin1Bytes } from '../bytes/text.ts';
import { hasZipSignature } from '../containers/zip.ts';
import { Machine } from '../decoders/pickle/machine.ts';
import { PairMap } from '../decoders/pickle/pair-map.ts';
import { python3Name } from '../decoders/pickle/python2-names.ts';
import {
  hasEffects,
  type PickleGlobal,
  type PickleObject,
  type PickleValue,
} from '../decoders/pickle/value.ts';
import type { Limits } from '../limits.ts';
import type { Import, PickleOddity, PickleOddityKind } from './evidence.ts';
import {
  attributeOf,
  isClassWithSource,
  isGlobal,
  isNamed,
  isPartial,
  itemsOf,
  kindOf,
  nameOf,
  partText,
  stateKeys,
} from './pickle-names.ts';

/** Bytes in a pickle that may be a pickle themselves. */
export interface NestedBytes {
  readonly bytes: Uint8Array;
  readonly offset: number;
  /** How protocol 2 spells them. */
  readonly text?: string;
  /** The pickle has them unpickled. */
  isCalled: boolean;
}

type Counted<Item> = { -readonly [Key in keyof Item]: Item[Key] };

const FIRST_PYTHON3_PROTOCOL = 3;
const NEWEST_PROTOCOL = 5;
const PROTO = 0x80;
/** More names or oddities than any program has: the rest is only counted. */
const MOST_NOTED = 20_000;
const MOST_NESTED = 256;
/** A name may be as long as the file. */
const SHOWN = 120;
const DUNDER = /^__\w+__$/;
/** Attributes that any instance may well have set. */
const HARMLESS_DUNDERS = new Set(['__doc__', '__module__', '__name__', '__version__', '__slots__']);

export class Witness extends Machine {
  readonly imports = new PairMap<Counted<Import>>();
  readonly oddities = new Map<string, Counted<PickleOddity>>();
  readonly nested: NestedBytes[] = [];
  /** There were more names, oddities or nested bytes than are kept. */
  hasMore = false;
  readonly #start: number;

  constructor(cursor: Cursor, limits: Limits) {
    super(cursor, limits);
    this.#start = cursor.position;
  }

  saw(kind: PickleOddityKind, what: string): void {
    const key = `${kind}\0${what.slice(0, SHOWN)}`;
    const noted = this.oddities.get(key);
    if (noted !== undefined) noted.count += 1;
    else if (this.oddities.size >= MOST_NOTED) this.hasMore = true;
    else {
      const offset = this.opcodeStart;
      this.oddities.set(key, { kind, what: what.slice(0, SHOWN), offset, count: 1 });
    }
  }

  /** CPython refuses protocols that it does not know, torch reads on. */
  override proto(version: number): void {
    if (version > NEWEST_PROTOCOL) this.saw('divergent', `protocol ${version}`);
    else if (this.opcodeStart !== this.#start) this.saw('divergent', 'a protocol in mid-stream');
    this.protocol = version;
  }

  override push(value: PickleValue): void {
    if (typeof value === 'object' && value !== null) {
      if (value.kind === 'global') this.#count(value, 'uses');
      else if (value.kind === 'bytes' || value.kind === 'bytearray') this.#keepBytes(value.bytes);
    } else if (typeof value === 'string' && value.charCodeAt(0) === PROTO) this.#keepText(value);
    super.push(value);
  }

  override global(module: string, name: string): void {
    const offset = this.opcodeStart;
    const [newModule, newName] = this.alsoImports(module, name);
    this.push({ kind: 'global', module: newModule, name: newName, offset, effects: undefined });
  }

  /** Notes a name that is looked up, and gives what Python 3 calls it. */
  alsoImports(module: string, name: string): readonly [module: string, name: string] {
    const isOld = this.protocol < FIRST_PYTHON3_PROTOCOL;
    const [newModule, newName] = isOld ? python3Name(module, name) : [module, name];
    const isRenamed = newModule !== module || newName !== name;
    this.#import(newModule, newName, isRenamed ? `${module}.${name}` : undefined);
    return [newModule, newName];
  }

  #import(newModule: string, newName: string, written: string | undefined): void {
    const offset = this.opcodeStart;
    const known = this.imports.get(newModule, newName);
    if (known !== undefined) known.count += 1;
    else if (this.imports.size >= MOST_NOTED) this.hasMore = true;
    else {
      this.imports.add(newModule, newName, {
        module: newModule,
        name: newName,
        ...(written !== undefined && { written }),
        count: 1,
        offset,
        uses: 0,
        plainCalls: 0,
      });
    }
  }

  override stackGlobal(): void {
    const name = this.pop();
    const module = this.pop();
    if (typeof module !== 'string' || typeof name !== 'string') {
      this.saw('computed-name', `${partText(module)}.${partText(name)}`);
    }
    super.push(module);
    super.push(name);
    super.stackGlobal();
  }

  override extension(code: number): void {
    this.saw('extension', String(code));
    super.extension(code);
  }

  override call(
    by: PickleObject['by'],
    callee: PickleValue,
    args: PickleValue,
    kwargs?: PickleValue,
  ): void {
    this.#noteCall(callee, args);
    const attribute = isNamed(callee, 'builtins.getattr') ? attributeOf(args) : undefined;
    if (attribute !== undefined) {
      // What it gives is a name, though it stands in two parts.
      this.#import(attribute.module, attribute.name, undefined);
      this.push({ ...attribute, kind: 'global', offset: this.opcodeStart, effects: undefined });
      return;
    }
    // The unpickler written in Python takes anything that it can iterate.
    const isTaken =
      typeof args === 'object' && args !== null && (args.kind === 'tuple' || hasEffects(args));
    super.call(by, callee, isTaken ? args : { kind: 'tuple', items: [args] }, kwargs);
  }

  override build(): void {
    const state = this.pop();
    const target = this.top();
    if (isGlobal(target)) this.saw('altered-name', nameOf(target));
    for (const key of stateKeys(state)) {
      if (DUNDER.test(key) && !HARMLESS_DUNDERS.has(key)) this.saw('dunder-state', key);
    }
    if (!hasEffects(target)) {
      if (state !== null) this.saw('wrong-container', `BUILD on ${kindOf(target)}`);
      return;
    }
    super.push(state);
    super.build();
  }

  override append(values: readonly PickleValue[]): void {
    if (this.#takes('APPEND', 'list', values.length)) super.append(values);
  }

  override addToSet(values: readonly PickleValue[]): void {
    if (this.#takes('ADDITEMS', 'set', values.length)) super.addToSet(values);
  }

  override setItems(pairs: readonly PickleValue[]): void {
    if (this.#takes('SETITEM', 'dict', pairs.length)) super.setItems(pairs);
  }

  top(): PickleValue {
    const value = super.pop();
    super.push(value);
    return value;
  }

  /** Whether the machine below knows what to do; it refuses some of what Python takes. */
  #takes(opcode: string, container: string, count: number): boolean {
    const target = this.top();
    if (count === 0) return true;
    if (isGlobal(target)) this.saw('altered-name', nameOf(target));
    else if (typeof target === 'object' && target?.kind === 'object') {
      const { callee } = target;
      this.saw('items-on', `${opcode} ${isGlobal(callee) ? nameOf(callee) : kindOf(callee)}`);
    } else if (kindOf(target) !== container) {
      this.saw('wrong-container', `${opcode} on ${kindOf(target)}`);
      return hasEffects(target);
    }
    return true;
  }

  #noteCall(callee: PickleValue, args: PickleValue): void {
    if (!isGlobal(callee)) {
      const isNamedBefore = isClassWithSource(callee) || isPartial(callee);
      if (hasEffects(callee) && !isNamedBefore) this.saw('computed-call', kindOf(callee));
      return;
    }
    const name = nameOf(callee);
    const [first] = itemsOf(args);
    const nested = UNPICKLERS.has(name) ? this.#nestedIn(first) : undefined;
    if (nested !== undefined) nested.isCalled = true;
    const isPlain =
      name === 'builtins.getattr'
        ? attributeOf(args) !== undefined
        : name === 'functools.partial'
          ? first !== undefined && isGlobal(first)
          : nested !== undefined && itemsOf(args).length === 1;
    if (isPlain) this.#count(callee, 'plainCalls');
  }

  #count({ module, name }: PickleGlobal, what: 'uses' | 'plainCalls'): void {
    const known = this.imports.get(module, name);
    if (known !== undefined) known[what] += 1;
  }

  #nestedIn(value: PickleValue | undefined): NestedBytes | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    if (value.kind === 'bytes') return this.nested.findLast(({ bytes }) => bytes === value.bytes);
    if (value.kind !== 'object' || !isNamed(value.callee, '_codecs.encode')) return undefined;
    const [encoded] = itemsOf(value.args);
    return this.nested.findLast(({ text }) => text !== undefined && text === encoded);
  }

  #keepBytes(bytes: Uint8Array, text?: string): void {
    if (bytes.byteLength < 4 || !mayHoldPickle(bytes)) return;
    const nested = { bytes, offset: this.opcodeStart, isCalled: false };
    // The memo gives the same bytes again.
    if (this.nested.some((known) => known.bytes === bytes)) return;
    if (this.nested.length >= MOST_NESTED) this.hasMore = true;
    else this.nested.push(text === undefined ? nested : { ...nested, text });
  }

  /** Bytes as protocol 2 writes them: text to encode. */
  #keepText(text: string): void {
    const bytes = text.charCodeAt(1) <= NEWEST_PROTOCOL ? latin1Bytes(text) : undefined;
    if (bytes !== undefined) this.#keepBytes(bytes, text);
  }
}

/** What unpickles the bytes that it is called with. */
const UNPICKLERS = new Set([
  'torch.storage._load_from_bytes',
  'pickle.loads',
  '_pickle.loads',
  'cPickle.loads',
  'dill.loads',
  'dill._dill.loads',
  'cloudpickle.loads',
  'joblib.load',
]);

/** Opcodes that do something on an empty stack: a pickle needs no protocol in front. */
const FIRST_OPCODES = new Set([
  ...Array.from('()]}ciISVLFGNKMJPXUTBC', (letter) => letter.charCodeAt(0)),
  ...[0x82, 0x83, 0x84, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x95, 0x96, 0x97],
]);

function mayHoldPickle(bytes: Uint8Array): boolean {
  return mayBeginPickle(bytes) || hasZipSignature(bytes);
}

export function mayBeginPickle([first = 0, second = 0]: Uint8Array): boolean {
  return first === PROTO ? second <= NEWEST_PROTOCOL : FIRST_OPCODES.has(first);
}
