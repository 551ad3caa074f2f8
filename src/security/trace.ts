/** One pickle, opcode by opcode, to its STOP or to where every unpickler gives up. */
import type { Cursor } from '../bytes/cursor.ts';
import { latin1Text, utf8Text } from '../bytes/text.ts';
import { PickleBudget } from '../decoders/pickle/budget.ts';
import { nextOpcode, STOP } from '../decoders/pickle/opcodes.ts';
import type { PickleValue } from '../decoders/pickle/value.ts';
import { CkptError, LimitError, MalformedError, TruncatedError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Import, PickleOddity } from './evidence.ts';
import { type NestedBytes, Witness } from './witness.ts';

export interface Trace {
  readonly start: number;
  /** Behind the STOP, or where it breaks. */
  readonly end: number;
  readonly protocol: number;
  readonly opcodeCount: number;
  readonly imports: readonly Import[];
  readonly oddities: readonly PickleOddity[];
  readonly nested: readonly NestedBytes[];
  /** More was found than is kept. */
  readonly hasMore: boolean;
  readonly value: PickleValue | undefined;
  readonly persistentIds: readonly PickleValue[];
  readonly error?: CkptError;
}

const FRAME = 0x95;
const GLOBAL = 'c'.charCodeAt(0);
const INST = 'i'.charCodeAt(0);
const NUMBERS = new Map([...'ILFpg'].map((letter) => [letter.charCodeAt(0), letter]));
/** Whether it is one of them, for it is asked of every opcode. */
const IS_NUMBER = Uint8Array.from({ length: 256 }, (_, byte) => Number(NUMBERS.has(byte)));
/** Numbers with more are not looked at closely. */
const MOST_DIGITS = 64;
/** As Python’s own picklers write them. */
const USUAL_NUMBER = /^(?:-?\d+L?|-?\d[\d.]*(?:e[+-]?\d+)?|-?inf|nan)$/;

/** Moves `cursor` behind what it traced. Never throws for what the bytes say. */
export function trace(cursor: Cursor, limits: Limits, isWhole: boolean): Trace {
  const start = cursor.position;
  const witness = new Witness(cursor, limits);
  const budget = new PickleBudget(cursor, limits);
  let frameEnd: number | undefined;
  const end = (value: PickleValue | undefined, error?: CkptError): Trace => ({
    start,
    end: cursor.position,
    protocol: witness.protocol,
    opcodeCount: budget.opcodeCount,
    imports: [...witness.imports.values()],
    oddities: [...witness.oddities.values()],
    nested: witness.nested,
    hasMore: witness.hasMore,
    value,
    persistentIds: witness.persistentIds,
    ...(error !== undefined && { error }),
  });
  for (;;) {
    const at = cursor.position;
    witness.opcodeStart = at;
    let byte = -1;
    try {
      if (frameEnd !== undefined && at >= frameEnd) frameEnd = undefined;
      const opcode = nextOpcode(cursor);
      byte = opcode.byte;
      budget.spend(byte, witness.work);
      if (byte === STOP) return end(witness.pop());
      if (byte === FRAME) {
        if (frameEnd !== undefined) witness.saw('divergent', 'a frame inside a frame');
        frameEnd = frameFrom(cursor, isWhole, witness);
        continue;
      }
      opcode.step(cursor, witness);
      if (frameEnd !== undefined) noteCrossing(frameEnd, byte, at, cursor, witness);
      if (IS_NUMBER[byte] === 1) noteNumber(cursor, at, witness);
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      if (frameEnd !== undefined) noteCrossing(frameEnd, byte, at, cursor, witness);
      if (!recovers(error, byte, at, { cursor, witness, isWhole })) {
        return end(undefined, atEnd(error, cursor));
      }
    }
  }
}

/** An integer that is too long to be read may only begin here. */
function atEnd(error: CkptError, { remaining, place }: Cursor): CkptError {
  const isCut = error instanceof LimitError && error.data.limit === 'integerBytes';
  if (!isCut || Number(error.data.asked) <= remaining) return error;
  const finding = `${error.data.asked} bytes of an integer are wanted, ${remaining} left`;
  return new TruncatedError(finding, place);
}

/** Where the frame ends. Older unpicklers read beyond it, newer ones refuse one that is too long. */
function frameFrom(cursor: Cursor, isWhole: boolean, witness: Witness): number {
  const length = BigInt.asUintN(64, cursor.i64());
  if (length <= BigInt(cursor.remaining)) return cursor.position + Number(length);
  if (isWhole) witness.saw('divergent', 'a frame that is longer than the file');
  return Number.MAX_SAFE_INTEGER;
}

/** Numbers as text, which versions of Python read differently: `0x1`, `1_0`, ` 1`. */
function noteNumber(cursor: Cursor, at: number, witness: Witness): void {
  const after = cursor.position;
  cursor.position = at + 1;
  const text = latin1Text(cursor.bytes(Math.min(after - at - 2, MOST_DIGITS)));
  cursor.position = after;
  if (after - at - 2 <= MOST_DIGITS && !USUAL_NUMBER.test(text)) {
    witness.saw('divergent', `a number that is written ${text}`);
  }
}

interface Situation {
  readonly cursor: Cursor;
  readonly witness: Witness;
  readonly isWhole: boolean;
}

/** Whether some unpickler goes on behind what ours does not take. */
function recovers(error: CkptError, byte: number, at: number, situation: Situation): boolean {
  const { cursor, witness } = situation;
  if (error instanceof LimitError) return isLongInteger(error, byte, situation);
  if (byte === GLOBAL || byte === INST) importAnyway(byte, at, situation);
  if (error instanceof TruncatedError) return false;
  const letter = NUMBERS.get(byte);
  const isOperand = error instanceof MalformedError && cursor.position > at + 1;
  if (!isOperand || letter === undefined) return false;
  noteNumber(cursor, at, witness);
  if (letter === 'p' || letter === 'g') return false;
  witness.push(0);
  return true;
}

/** The value of an integer decides nothing: one that is too long to be read is passed. */
function isLongInteger(
  { data }: LimitError,
  byte: number,
  { cursor, witness }: Situation,
): boolean {
  if (data.limit !== 'integerBytes') return false;
  const isText = NUMBERS.has(byte);
  const letter = NUMBERS.get(byte);
  if (letter === 'p' || letter === 'g') return false;
  const length = Number(data.asked);
  if (!isText) {
    if (length > cursor.remaining) return false;
    cursor.skip(length);
  }
  witness.push(0);
  return true;
}

/**
 * A name is looked up before what is wrong behind it is seen. Its lines may have no end: unpicklers take
 * them, and drop their last character.
 */
function importAnyway(byte: number, at: number, { cursor, witness, isWhole }: Situation): void {
  const after = cursor.position;
  cursor.position = at + 1;
  const rest = cursor.bytes(cursor.remaining);
  cursor.position = after;
  const first = lineOf(rest);
  const second = lineOf(rest.subarray(first.next));
  if (!first.hasEnd || (!second.hasEnd && !isWhole)) return;
  const module = utf8Text(first.line);
  const name = utf8Text(second.line);
  if (module === undefined || name === undefined) return;
  witness.global(module, name);
  if (!second.hasEnd && byte === INST) witness.saw('divergent', 'a name without an end');
}

/** Older unpicklers forget what of a line stands in the frame that it begins in. */
function noteCrossing(
  frameEnd: number,
  byte: number,
  at: number,
  cursor: Cursor,
  witness: Witness,
): void {
  const after = cursor.position;
  if (after <= frameEnd) return;
  witness.saw('divergent', 'an opcode that crosses the end of its frame');
  if (byte !== GLOBAL && byte !== INST) return;
  const start = at + 1;
  cursor.position = start;
  const bytes = cursor.bytes(cursor.remaining);
  cursor.position = after;
  const cut = frameEnd - start;
  const first = lineOf(bytes);
  const second = lineOf(bytes.subarray(first.next));
  const isInModule = cut < first.next;
  const module = utf8Text(isInModule ? first.line.subarray(cut) : first.line);
  const name = utf8Text(isInModule ? second.line : second.line.subarray(cut - first.next));
  if (module !== undefined && name !== undefined) witness.alsoImports(module, name);
}

function lineOf(bytes: Uint8Array) {
  const newline = bytes.indexOf(0x0a);
  if (newline >= 0) return { line: bytes.subarray(0, newline), next: newline + 1, hasEnd: true };
  return { line: bytes.subarray(0, -1), next: bytes.byteLength, hasEnd: false };
}
