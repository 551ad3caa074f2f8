import type { Cursor } from '../../bytes/cursor.ts';
import { CkptError, type Place, TruncatedError } from '../../errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../../limits.ts';
import { PickleBudget } from './budget.ts';
import { Machine } from './machine.ts';
import { nextOpcode, STOP } from './opcodes.ts';
import type { GlobalUse, PickleValue } from './value.ts';

export interface Instruction {
  readonly place: Place;
  readonly name: string;
  readonly operand: unknown;
}

/** What one pickle says. Offsets count from where the cursor’s bytes begin. */
export interface Pickle {
  readonly value: PickleValue;
  readonly protocol: number;
  /** Every global that is named, in order, each time it is. */
  readonly globals: readonly GlobalUse[];
  /** Every id of something outside the pickle, in order, each time it stands. */
  readonly persistentIds: readonly PickleValue[];
  readonly start: number;
  /** Just behind the STOP. */
  readonly end: number;
  readonly opcodeCount: number;
  /** Values that stood below the root when STOP came: Python drops them. */
  readonly leftOver: number;
}

/** What could be read of a pickle that breaks off or breaks a rule. */
export interface BrokenPickle extends Omit<Pickle, 'value'> {
  /** The root as far as it was built. */
  readonly value: PickleValue | undefined;
  readonly error: CkptError;
}

/** The instructions of the pickle at `cursor`, up to its STOP. Throws at the first that is none. */
export function* disassemble(cursor: Cursor): Generator<Instruction> {
  for (;;) {
    const { place } = cursor;
    const { byte, name, read } = nextOpcode(cursor);
    yield { place, name, operand: read(cursor) };
    if (byte === STOP) return;
  }
}

/**
 * The value of the pickle at `cursor`, which moves behind its STOP. A call becomes an object value:
 * no code of the file’s runs. Throws a `MalformedError` where CPython’s unpickler would refuse the
 * stream itself, a `TruncatedError` where it ends early and a `LimitError` beyond `limits`.
 */
export function unpickle(cursor: Cursor, limits: Limits = DEFAULT_LIMITS): Pickle {
  const pickle = unpickleAsFarAsPossible(cursor, limits);
  if ('error' in pickle) throw pickle.error;
  return pickle;
}

/** Like `unpickle`, but an error becomes part of the answer, beside what was built before it. */
export function unpickleAsFarAsPossible(
  cursor: Cursor,
  limits: Limits = DEFAULT_LIMITS,
): Pickle | BrokenPickle {
  const start = cursor.position;
  const machine = new Machine(cursor, limits);
  const budget = new PickleBudget(cursor, limits);
  const facts = () => ({
    protocol: machine.protocol,
    globals: machine.globals,
    persistentIds: machine.persistentIds,
    start,
    end: cursor.position,
    opcodeCount: budget.opcodeCount,
  });
  try {
    for (;;) {
      machine.opcodeStart = cursor.position;
      const opcode = nextOpcode(cursor);
      budget.spend(opcode.byte, machine.work);
      if (opcode.byte === STOP) {
        const value = machine.pop();
        return { value, ...facts(), leftOver: machine.depth };
      }
      opcode.step(cursor, machine);
    }
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    const broken = error instanceof TruncatedError ? brokenOff(error, budget.opcodeCount) : error;
    return { value: machine.unfinished(), ...facts(), leftOver: 0, error: broken };
  }
}

function brokenOff(cause: TruncatedError, opcodeCount: number): TruncatedError {
  const finding = `the pickle breaks off after ${opcodeCount} opcodes: ${cause.finding}`;
  return new TruncatedError(finding, cause.place, { kind: 'pickle-truncated', cause });
}
