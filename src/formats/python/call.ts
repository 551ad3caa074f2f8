/** How a vocabulary gives calls and names their meaning. */
import type { Effects, PickleValue } from '../../decoders/pickle/value.ts';
import type { Name, Value } from '../../model/value.ts';
import type { Interpreter } from './interpreter.ts';

/** A call that a pickle asks for, as its meaning sees it. */
export interface Call {
  readonly type: string;
  readonly args: readonly PickleValue[];
  readonly effects: Effects | undefined;
  readonly offset: number;
  /** Makes `value` what the call gives before its parts are read, so that they may refer to it. */
  begin(value: Value): void;
}

/** What a call gives, or `undefined` where it makes no sense: then it stays opaque. */
export type CallMeaning = (call: Call, interpreter: Interpreter) => Value | undefined;

/** A meaning for calls that nothing is done to afterwards; others stay opaque. */
export function untouched(meaning: CallMeaning): CallMeaning {
  return (call, interpreter) =>
    call.effects === undefined ? meaning(call, interpreter) : undefined;
}

/** What the names of a pickle mean. A name that no vocabulary has is an opaque value. */
export interface Vocabulary {
  readonly calls: Pick<ReadonlyMap<string, CallMeaning>, 'get'>;
  /** A global that stands for itself: `torch.float32` is a dtype. */
  name?(fullName: string): Name | undefined;
  readonly persistent?: PersistentMeaning;
}

/** What a persistent id refers to. */
export type PersistentMeaning = (id: PickleValue, interpreter: Interpreter) => Value | undefined;
