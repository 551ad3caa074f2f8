/**
 * What a pickle says, as data. Python’s types stay apart: an int is a `number` (a `bigint` beyond
 * 2^53), a float is boxed, and nothing that a pickle would call is ever called.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleFloat
  | PickleBytes
  | PickleSequence
  | PickleDict
  | PickleGlobal
  | PickleObject
  | PicklePersistent
  | PickleOther;

export interface PickleFloat {
  readonly kind: 'float';
  readonly value: number;
}

export interface PickleBytes {
  readonly kind: 'bytes' | 'bytearray';
  readonly bytes: Uint8Array;
}

export interface PickleSequence {
  readonly kind: 'list' | 'tuple' | 'set' | 'frozenset';
  readonly items: PickleValue[];
}

/** Pairs as they were set, in order: `keys[i]` to `values[i]`. A key may stand more than once. */
export interface PickleDict {
  readonly kind: 'dict';
  readonly keys: PickleValue[];
  readonly values: PickleValue[];
}

/** What later opcodes did to a value that is no plain container. */
export interface Effects {
  /** The arguments of BUILD, usually at most one. */
  readonly states: PickleValue[];
  /** From SETITEM and SETITEMS. */
  readonly keys: PickleValue[];
  readonly values: PickleValue[];
  /** From APPEND, APPENDS and ADDITEMS. */
  readonly elements: PickleValue[];
}

interface Affected {
  /** The offset of the opcode that made it. */
  readonly offset: number;
  effects: Effects | undefined;
}

/** A class or function by name, looked up nowhere. Names are Python 3’s. */
export interface PickleGlobal extends Affected {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
}

/** The call of `callee` that the pickle asks for. */
export interface PickleObject extends Affected {
  readonly kind: 'object';
  readonly by: 'REDUCE' | 'NEWOBJ' | 'NEWOBJ_EX' | 'INST' | 'OBJ';
  readonly callee: PickleValue;
  /** A tuple, unless the pickle computes it. */
  readonly args: PickleValue;
  readonly kwargs: PickleValue | undefined;
}

/** A reference to something outside the pickle, by an id of the application’s own. */
export interface PicklePersistent extends Affected {
  readonly kind: 'persistent';
  readonly id: PickleValue;
}

/** A copyreg extension code, an out-of-band buffer, or a global whose name is computed. */
export interface PickleOther extends Affected {
  readonly kind: 'extension' | 'buffer' | 'computed-global';
  readonly id: PickleValue;
}

/** A value that opcodes may be done to though it is no plain container. */
type AffectedValue = Extract<PickleValue, Affected>;

export function hasEffects(value: PickleValue): value is AffectedValue {
  return typeof value === 'object' && value !== null && 'effects' in value;
}

/** What was done to a value, to add to. */
export function effectsOf(value: AffectedValue): Effects {
  value.effects ??= { states: [], keys: [], values: [], elements: [] };
  return value.effects;
}

/** One place where a pickle names a global. */
export interface GlobalUse {
  readonly module: string;
  readonly name: string;
  /** The name as it stands in the file, where that differs: a Python 2 name. */
  readonly written?: string;
  readonly opcode: string;
  readonly offset: number;
}

/** With its article, for messages. */
export function describe(value: PickleValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return 'a bool';
  if (typeof value === 'number' || typeof value === 'bigint') return 'an int';
  if (typeof value === 'string') return 'a str';
  return `a ${value.kind}`;
}
