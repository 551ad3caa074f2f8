/**
 * The unpickling machine with torch’s restrictions. Where torch would stop, it notes why and goes on
 * as if the user had allowed it, so that everything that is refused is found at once. The first note
 * is what torch reports.
 */
import type { Cursor } from '../bytes/cursor.ts';
import { Machine } from '../decoders/pickle/machine.ts';
import type { PickleGlobal, PickleObject, PickleValue } from '../decoders/pickle/value.ts';
import type { Limits } from '../limits.ts';
import {
  appendRefusal,
  buildRefusal,
  type CallContext,
  callRefusal,
  globalRefusal,
  iteratedArguments,
  keyRefusal,
  newObjectRefusal,
  persistentIdRefusal,
  setItemRefusal,
} from './operation-rules.ts';
import { classOf, fullName, isGlobal } from './python-types.ts';
import { type Refusal, Refusals, type RefusedName, raised, TOLD_PLACES } from './refusal.ts';
import { type TorchRules, torchName } from './torch-rules.ts';

/** What the pickle’s surroundings say to it. */
export interface Surroundings {
  /** Why loading the storage that `id` names fails, or `undefined`. */
  readonly persistentLoad: (id: PickleValue) => Refusal | undefined;
  /** Why rebuilding a tensor fails. */
  readonly rebuild?: (name: string, args: PickleValue) => Refusal | undefined;
}

/** How many values an opcode takes from the stack before it looks at the one below. */
const POPS: Readonly<Record<string, number>> = {
  REDUCE: 1,
  BUILD: 1,
  APPEND: 1,
  SETITEM: 2,
  NEWOBJ: 2,
  BINPERSID: 1,
  STOP: 1,
};

export class RestrictedMachine extends Machine {
  readonly refusals = new Refusals();
  /** Names that are not allowed, as torch reads them, by their full names. */
  readonly refusedNames = new Map<string, RefusedName>();
  /** The opcode being run. */
  opcode = '';
  /** Whether that was refused. */
  hasRefused = false;
  #popped = 0;
  #hadMark = false;
  readonly #callees = new Map<PickleGlobal, Refusal | null>();
  readonly #rules: TorchRules;
  readonly #context: CallContext;
  readonly #surroundings: Surroundings;

  constructor(
    cursor: Cursor,
    limits: Limits,
    rules: TorchRules,
    allowed: ReadonlySet<string>,
    surroundings: Surroundings,
  ) {
    super(cursor, limits);
    this.#rules = rules;
    this.#surroundings = surroundings;
    this.#context = { rules, allowed, assumed: this.refusedNames };
  }

  begin(opcode: string, offset: number): void {
    this.opcode = opcode;
    this.opcodeStart = offset;
    this.#popped = 0;
    this.#hadMark = false;
    this.hasRefused = false;
  }

  refuse(refusal: Refusal | undefined, target?: PickleValue): void {
    if (refusal === undefined) return;
    this.hasRefused = true;
    this.refusals.add(refusal, this.opcode, this.opcodeStart, target);
  }

  /** torch warns of protocols that it does not know, and reads on. */
  override proto(version: number): void {
    this.protocol = version;
  }

  override pop(): PickleValue {
    const value = super.pop();
    this.#popped += 1;
    return value;
  }

  override popToMark(): PickleValue[] {
    const values = super.popToMark();
    this.#hadMark = true;
    return values;
  }

  override global(module: string, name: string): void {
    const offset = this.opcodeStart;
    const [newModule, newName] = torchName(module, name, this.#rules, this.protocol);
    const value = {
      kind: 'global',
      module: newModule,
      name: newName,
      offset,
      effects: undefined,
    } as const;
    const refusal = globalRefusal(value, this.#context);
    if (refusal !== undefined) {
      this.refuse(refusal);
      this.#count(value);
    }
    super.push(value);
  }

  #count({ module, name }: PickleGlobal): void {
    const key = fullName({ module, name });
    const refused = this.refusedNames.get(key) ?? { module, name, count: 0, offsets: [] };
    this.refusedNames.set(key, refused);
    refused.count += 1;
    if (refused.offsets.length < TOLD_PLACES) refused.offsets.push(this.opcodeStart);
  }

  override call(
    by: PickleObject['by'],
    callee: PickleValue,
    args: PickleValue,
    kwargs?: PickleValue,
  ): void {
    const refusal =
      by === 'NEWOBJ'
        ? newObjectRefusal(callee, this.#context)
        : by === 'REDUCE'
          ? this.#calleeRefusal(callee)
          : undefined;
    const iterated = iteratedArguments(args);
    if (iterated === undefined) {
      const type = classOf(args) ?? 'object';
      const detail = `${shownCallee(callee)} argument after * must be an iterable, not ${type}`;
      this.refuse(refusal ?? raised('call', 'TypeError', detail));
    }
    super.call(by, callee, iterated ?? args, kwargs);
    this.refuse(refusal, this.top());
    const { rebuild } = this.#surroundings;
    if (rebuild !== undefined && isGlobal(callee)) {
      this.refuse(rebuild(fullName(callee), args), this.top());
    }
  }

  override build(): void {
    const state = this.pop();
    const target = this.pop();
    this.refuse(buildRefusal(target, this.#context), target);
    super.push(target);
    super.push(state);
    super.build();
  }

  override append(values: readonly PickleValue[]): void {
    const target = this.pop();
    super.push(target);
    this.refuse(appendRefusal(target, this.opcode, this.#context), target);
    super.append(values);
  }

  override setItems(pairs: readonly PickleValue[]): void {
    const target = this.pop();
    super.push(target);
    this.refuse(setItemRefusal(target, this.opcode, this.#context), target);
    for (let index = 0; index + 1 < pairs.length; index += 2) {
      this.refuse(keyRefusal(pairs[index] ?? null), target);
    }
    if (pairs.length % 2 !== 0) {
      this.refuse(raised('stack', 'IndexError', 'list index out of range'), target);
    }
    super.setItems(pairs);
  }

  override persistent(id: PickleValue): void {
    const refusal = persistentIdRefusal(id, this.#rules) ?? this.#surroundings.persistentLoad(id);
    super.persistent(id);
    this.refuse(refusal, this.top());
  }

  top(): PickleValue {
    const value = super.pop();
    super.push(value);
    return value;
  }

  /** Python’s error where the opcode being run found too little on the stack. */
  underflow(): Refusal {
    const { opcode } = this;
    const popsMark = opcode === 'TUPLE' || opcode === 'APPENDS' || opcode === 'SETITEMS';
    const isEmpty = popsMark ? !this.#hadMark : this.#popped < (POPS[opcode] ?? 0);
    const detail = isEmpty ? 'pop from empty list' : 'list index out of range';
    return raised('stack', 'IndexError', detail);
  }

  /** Asked once of each callee, of which a pickle has few. */
  #calleeRefusal(callee: PickleValue): Refusal | undefined {
    if (!isGlobal(callee)) return callRefusal(callee, this.#context);
    let refusal = this.#callees.get(callee);
    if (refusal === undefined) {
      refusal = callRefusal(callee, this.#context) ?? null;
      this.#callees.set(callee, refusal);
    }
    return refusal ?? undefined;
  }
}

function shownCallee(callee: PickleValue): string {
  return isGlobal(callee) ? `${fullName(callee)}()` : 'a call';
}
