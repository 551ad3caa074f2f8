/** Running one pickle as torch’s restricted unpickler would. */
import type { Cursor } from '../bytes/cursor.ts';
import { PickleBudget } from '../decoders/pickle/budget.ts';
import { OPCODES, STOP } from '../decoders/pickle/opcodes.ts';
import type { PickleValue } from '../decoders/pickle/value.ts';
import { CkptError, LimitError, TruncatedError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { type RefusalGroup, type RefusedName, raised, refused } from './refusal.ts';
import { RestrictedMachine, type Surroundings } from './restricted-machine.ts';
import { utf8Error } from './text-errors.ts';
import type { TorchRules } from './torch-rules.ts';

export interface Simulation {
  /** What the pickle says, as far as it could be read. */
  readonly value: PickleValue | undefined;
  /** Whether STOP was reached. */
  readonly isWhole: boolean;
  /** The bytes ended before it. */
  readonly breaksOff: boolean;
  /** In the order in which they are met; the first is torch’s error. */
  readonly refusals: readonly RefusalGroup[];
  /** Names that are not allowed, in the order in which they first stand. */
  readonly refusedNames: readonly RefusedName[];
  readonly persistentIds: readonly PickleValue[];
}

export interface SimulationOptions {
  readonly rules: TorchRules;
  readonly allowed: ReadonlySet<string>;
  readonly limits: Limits;
  readonly surroundings: Surroundings;
}

/** Moves `cursor` behind the STOP. Throws only a `LimitError`, where nothing was refused before. */
export function simulate(cursor: Cursor, options: SimulationOptions): Simulation {
  const { rules, allowed, limits, surroundings } = options;
  const machine = new RestrictedMachine(cursor, limits, rules, allowed, surroundings);
  const end = (value: PickleValue | undefined, isWhole: boolean): Simulation => ({
    value,
    isWhole,
    breaksOff: machine.refusals.all.some(({ kind }) => kind === 'end-of-file'),
    refusals: machine.refusals.all,
    refusedNames: [...machine.refusedNames.values()],
    persistentIds: machine.persistentIds,
  });
  const accepted = ROWS.map((row) => row !== undefined && rules.opcodes.has(row.name));
  const budget = new PickleBudget(cursor, limits);
  for (;;) {
    const start = cursor.position;
    try {
      if (cursor.remaining === 0) {
        machine.begin('STOP', start);
        machine.refuse(raised('end-of-file', 'EOFError', ''));
        return end(machine.unfinished(), false);
      }
      const byte = cursor.u8();
      budget.spend(byte, machine.work);
      const opcode = ROWS[byte];
      machine.begin(opcode?.name ?? '', start);
      if (opcode === undefined || !accepted[byte]) {
        machine.refuse(refused('opcode', `Unsupported operand ${byte}`));
        if (opcode === undefined) return end(machine.unfinished(), false);
      }
      if (byte === STOP) return end(machine.pop(), true);
      opcode.step(cursor, machine);
      if (byte === SHORT_BINSTRING) checkOldText(machine);
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      if (error instanceof LimitError) {
        // That it is refused is known by then; what else is, nobody will say.
        if (machine.refusals.all.length === 0) throw error;
        machine.refuse(refused('limit', error.finding));
      } else explain(error, cursor, start, machine);
      return end(machine.unfinished(), false);
    }
  }
}

const ROWS = Array.from({ length: 256 }, (_, byte) => OPCODES.find((row) => row.byte === byte));
const SHORT_BINSTRING = 'U'.charCodeAt(0);

/** Opcodes whose operand torch unpacks as a whole, and how long that is. */
const UNPACKED: Readonly<Record<string, number>> = {
  BININT: 4,
  BININT2: 2,
  BINFLOAT: 8,
  BINUNICODE: 4,
  LONG_BINPUT: 4,
  LONG_BINGET: 4,
};

/** A str of Python 2, which torch wants in UTF-8. */
function checkOldText(machine: RestrictedMachine): void {
  const value = machine.top();
  if (typeof value !== 'object' || value?.kind !== 'bytes') return;
  const detail = utf8Error(value.bytes) ?? '';
  machine.refuse(raised('text', 'UnicodeDecodeError', detail));
}

/** Notes why torch stops where our machine did. */
function explain(
  error: CkptError,
  cursor: Cursor,
  start: number,
  machine: RestrictedMachine,
): void {
  const { opcode } = machine;
  cursor.position = start + 1;
  const left = cursor.remaining;
  if (opcode === 'GLOBAL') explainName(cursor, machine);
  else if (opcode === 'BINUNICODE' && left >= 4) {
    const length = cursor.u32();
    const bytes = cursor.bytes(Math.min(length, cursor.remaining));
    const detail = utf8Error(bytes, true);
    machine.refuse(
      detail === undefined
        ? raised('end-of-file', 'EOFError', '')
        : raised('text', 'UnicodeDecodeError', detail),
    );
  } else if (error instanceof TruncatedError) {
    const wanted = UNPACKED[opcode];
    if (wanted !== undefined) {
      const detail = `unpack requires a buffer of ${wanted} bytes`;
      machine.refuse(raised('end-of-file', 'error', detail));
    } else if (left === 0) {
      machine.refuse(raised('end-of-file', 'IndexError', 'index out of range'));
    } else machine.refuse(raised('end-of-file', 'EOFError', ''));
  } else if (opcode === 'BINGET' || opcode === 'LONG_BINGET') {
    const index = opcode === 'BINGET' ? cursor.u8() : cursor.u32();
    machine.refuse(raised('memo', 'KeyError', String(index)));
  } else if (!machine.hasRefused) machine.refuse(machine.underflow());
}

/** torch takes a line that has no end for one, and loses its last byte. */
function explainName(cursor: Cursor, machine: RestrictedMachine): void {
  const names: string[] = [];
  for (let line = 0; line < 2; line += 1) {
    const bytes = restOfLine(cursor);
    const detail = utf8Error(bytes);
    if (detail !== undefined) {
      machine.refuse(raised('text', 'UnicodeDecodeError', detail));
      return;
    }
    names.push(new TextDecoder().decode(bytes));
  }
  const [module = '', name = ''] = names;
  machine.global(module, name);
  machine.refuse(raised('end-of-file', 'EOFError', ''));
}

function restOfLine(cursor: Cursor): Uint8Array {
  try {
    return cursor.line();
  } catch {
    return cursor.bytes(cursor.remaining).subarray(0, -1);
  }
}
