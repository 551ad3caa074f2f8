import type { Cursor } from '../../bytes/cursor.ts';
import { MalformedError, type Place } from '../../errors.ts';
import { checkLimit, type Limits } from '../../limits.ts';
import { python3Name } from './python2-names.ts';
import { unfinishedRoot } from './unfinished.ts';
import {
  describe,
  type Effects,
  effectsOf,
  type GlobalUse,
  hasEffects,
  type PickleDict,
  type PickleObject,
  type PickleSequence,
  type PickleValue,
} from './value.ts';
import { workOf } from './work.ts';

/** Protocols from this one on write Python 3’s names. */
const FIRST_PYTHON3_PROTOCOL = 3;
const NEWEST_PROTOCOL = 5;

/**
 * Python’s unpickling machine, except that it calls nothing: a stack with marks, and a memo.
 * It guards what CPython’s guards: no opcode reaches below the last mark.
 * https://github.com/python/cpython/blob/3.13/Modules/_pickle.c
 */
export class Machine {
  /** The offset of the opcode being run. */
  opcodeStart = 0;
  protocol = 0;
  /** What it took to take apart what the pickle uses again and again. */
  work = 0;
  readonly globals: GlobalUse[] = [];
  readonly persistentIds: PickleValue[] = [];
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  /** Indices come densely from 0 or 1; what a hostile file does beyond that goes to `#sparseMemo`. */
  readonly #memo: (PickleValue | undefined)[] = [];
  readonly #sparseMemo = new Map<number | bigint, PickleValue>();
  #memoSize = 0;
  #fence = 0;
  readonly #cursor: Cursor;
  readonly #limits: Limits;

  constructor(cursor: Cursor, limits: Limits) {
    this.#cursor = cursor;
    this.#limits = limits;
  }

  get depth(): number {
    return this.#stack.length;
  }

  malformed(finding: string): MalformedError {
    return new MalformedError(finding, this.#place, { kind: 'pickle' });
  }

  get #place(): Place {
    return this.#cursor.placeAt(this.opcodeStart);
  }

  proto(version: number): void {
    if (version > NEWEST_PROTOCOL) {
      throw this.malformed(`pickle protocol ${version} does not exist: the newest is 5`);
    }
    this.protocol = version;
  }

  frame(byteLength: number): void {
    if (byteLength > this.#cursor.remaining) {
      // Reading on finds the end of the bytes; asking for them here gives the same error sooner.
      this.#cursor.bytes(byteLength);
    }
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    if (this.#stack.length <= this.#fence) throw this.#underflow();
    return this.#stack.pop() as PickleValue;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
    this.#fence = this.#stack.length;
  }

  /** What was pushed since the last mark, which goes. */
  popToMark(): PickleValue[] {
    const start = this.#marks.pop();
    if (start === undefined) throw this.malformed('the opcode needs a MARK, and none is set');
    this.#fence = this.#marks.at(-1) ?? 0;
    return this.#stack.splice(start);
  }

  /** POP takes a value, or the mark where nothing stands above it. */
  discard(): void {
    if (this.#marks.length > 0 && this.#stack.length === this.#fence) this.popToMark();
    else this.pop();
  }

  duplicate(): void {
    this.push(this.#top());
  }

  /** Another view of the bytes on top: as data, they are the same. */
  view(): void {
    this.#top();
  }

  popTuple(length: 1 | 2 | 3): void {
    const stack = this.#stack;
    const start = stack.length - length;
    if (start < this.#fence) throw this.#underflow();
    const items = stack.slice(start);
    stack.length = start;
    stack.push({ kind: 'tuple', items });
  }

  memoize(index: number | bigint = this.#memoSize): void {
    const value = this.#top();
    if (index < 0) throw this.malformed(`memo index ${index} is negative`);
    const memo = this.#memo;
    if (typeof index !== 'number' || index > memo.length + 1) {
      if (!this.#sparseMemo.has(index)) this.#memoSize += 1;
      this.#sparseMemo.set(index, value);
      return;
    }
    if (memo[index] === undefined && !this.#sparseMemo.delete(index)) this.#memoSize += 1;
    // Python 2’s pickler counts from 1.
    if (index === memo.length + 1) memo.push(undefined);
    if (index === memo.length) memo.push(value);
    else memo[index] = value;
  }

  recall(index: number | bigint): void {
    let value =
      typeof index === 'number' && index < this.#memo.length ? this.#memo[index] : undefined;
    if (value === undefined) value = this.#sparseMemo.get(index);
    if (value === undefined) throw this.malformed(`memo index ${index} was never set`);
    this.push(value);
  }

  global(module: string, name: string, opcode: string): void {
    const isLine = opcode !== 'STACK_GLOBAL';
    if (isLine && (module === '' || name === '')) throw this.malformed('a name that is empty');
    const offset = this.opcodeStart;
    const [newModule, newName] =
      this.protocol < FIRST_PYTHON3_PROTOCOL ? python3Name(module, name) : [module, name];
    const renamed = newModule !== module || newName !== name;
    this.globals.push({
      module: newModule,
      name: newName,
      ...(renamed && { written: `${module}.${name}` }),
      opcode,
      offset,
    });
    this.push({ kind: 'global', module: newModule, name: newName, offset, effects: undefined });
  }

  stackGlobal(): void {
    const name = this.pop();
    const module = this.pop();
    this.work += workOf(module) + workOf(name);
    if (typeof module === 'string' && typeof name === 'string') {
      this.global(module, name, 'STACK_GLOBAL');
      return;
    }
    this.globals.push({
      module: typeof module === 'string' ? module : '?',
      name: typeof name === 'string' ? name : '?',
      opcode: 'STACK_GLOBAL',
      offset: this.opcodeStart,
    });
    this.#other('computed-global', { kind: 'tuple', items: [module, name] });
  }

  persistent(id: PickleValue): void {
    this.work += workOf(id);
    this.persistentIds.push(id);
    this.push({ kind: 'persistent', id, offset: this.opcodeStart, effects: undefined });
  }

  extension(code: number): void {
    this.#other('extension', code);
  }

  buffer(): void {
    this.#other('buffer', null);
  }

  /** `args` are on the stack, unless they are given. */
  call(by: PickleObject['by'], callee: PickleValue, args: PickleValue, kwargs?: PickleValue): void {
    if (typeof args !== 'object' || args === null || !isArguments(args)) {
      throw this.malformed(`${by} with arguments that are no tuple`);
    }
    this.work += workOf(args);
    this.push({
      kind: 'object',
      by,
      callee,
      args,
      kwargs,
      offset: this.opcodeStart,
      effects: undefined,
    });
  }

  build(): void {
    const state = this.pop();
    this.work += workOf(state);
    if (state === null && !hasEffects(this.#top())) return; // Python looks at nothing then
    this.#effects('BUILD').states.push(state);
  }

  append(values: readonly PickleValue[]): void {
    const target = this.#top();
    if (values.length === 0) return;
    const into = isKind(target, 'list') ? target.items : this.#effects('APPENDS').elements;
    for (const value of values) into.push(value);
  }

  addToSet(values: readonly PickleValue[]): void {
    const target = this.#top();
    if (values.length === 0) return;
    const into = isKind(target, 'set') ? target.items : this.#effects('ADDITEMS').elements;
    for (const value of values) into.push(value);
  }

  setItems(pairs: readonly PickleValue[]): void {
    const target = this.#top();
    if (pairs.length === 0) return;
    const into = isKind(target, 'dict') ? target : this.#effects('SETITEMS');
    this.#setPairs(into, pairs);
  }

  dict(pairs: readonly PickleValue[]): PickleDict {
    const dict: PickleDict = { kind: 'dict', keys: [], values: [] };
    this.#setPairs(dict, pairs);
    return dict;
  }

  /** Checked before an operand is turned into an integer: that takes time quadratic in its length. */
  checkIntegerLength(byteLength: number): void {
    checkLimit(this.#limits, 'integerBytes', byteLength, 'bytes of an integer', this.#place);
  }

  /** The root as far as it was built when the pickle broke off; the machine is used up then. */
  unfinished(): PickleValue | undefined {
    return unfinishedRoot(this.#stack, this.#marks);
  }

  #setPairs({ keys, values }: Pick<PickleDict, 'keys' | 'values'>, pairs: readonly PickleValue[]) {
    if (pairs.length % 2 !== 0) throw this.malformed('an odd number of keys and values');
    for (let index = 0; index < pairs.length; index += 2) {
      const key = pairs[index] as PickleValue;
      this.work += workOf(key);
      keys.push(key);
      values.push(pairs[index + 1] as PickleValue);
    }
  }

  #other(kind: 'extension' | 'buffer' | 'computed-global', id: PickleValue): void {
    this.push({ kind, id, offset: this.opcodeStart, effects: undefined });
  }

  #effects(opcode: string): Effects {
    const target = this.#top();
    if (!hasEffects(target)) {
      throw this.malformed(`${opcode} on ${describe(target)}, which Python refuses`);
    }
    return effectsOf(target);
  }

  #top(): PickleValue {
    if (this.#stack.length <= this.#fence) throw this.#underflow();
    return this.#stack.at(-1) as PickleValue;
  }

  #underflow(): MalformedError {
    return this.malformed('the opcode needs a value, and the stack has none');
  }
}

/** A tuple, or a value that the pickle computes and that may well be one. */
function isArguments(value: Exclude<PickleValue, null | boolean | number | bigint | string>) {
  return value.kind === 'tuple' || 'effects' in value;
}

function isKind<Kind extends 'list' | 'set' | 'dict'>(
  value: PickleValue,
  kind: Kind,
): value is Kind extends 'dict' ? PickleDict : PickleSequence & { kind: Kind } {
  return typeof value === 'object' && value !== null && value.kind === kind;
}
