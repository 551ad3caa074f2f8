export type JsonValue = JsonNull | JsonBoolean | JsonNumber | JsonString | JsonArray | JsonObject;

/** Offsets are absolute in the file, as in a `Place`. */
interface JsonNull {
  readonly kind: 'null';
  readonly offset: number;
}

interface JsonBoolean {
  readonly kind: 'boolean';
  readonly offset: number;
  readonly value: boolean;
}

/** `4`, `4.0` and `4e0` are three texts; what they are worth, the reader of the value decides. */
export interface JsonNumber {
  readonly kind: 'number';
  readonly offset: number;
  readonly text: string;
}

interface JsonString {
  readonly kind: 'string';
  readonly offset: number;
  readonly value: string;
}

export interface JsonArray {
  readonly kind: 'array';
  readonly offset: number;
  readonly items: readonly JsonValue[];
}

export interface JsonObject {
  readonly kind: 'object';
  readonly offset: number;
  readonly members: readonly JsonMember[];
}

/** `offset` is that of the key. */
export interface JsonMember {
  readonly key: string;
  readonly offset: number;
  readonly value: JsonValue;
}

export interface JsonOptions {
  /** How many arrays and objects may lie inside each other. */
  readonly depth: number;
  /** Read `NaN`, `Infinity` and `-Infinity` as numbers: Python’s json module writes them. */
  readonly pythonConstants?: boolean;
  /** Refuse numbers that a double cannot hold, such as `1e400`. */
  readonly finite?: boolean;
}
