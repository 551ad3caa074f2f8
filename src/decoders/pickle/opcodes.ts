import type { Cursor } from '../../bytes/cursor.ts';
import { latin1Text, utf8Text, utf8TextWithSurrogates } from '../../bytes/text.ts';
import { MalformedError } from '../../errors.ts';
import {
  python2Str,
  pythonDecimal,
  pythonFloat,
  pythonInt,
  pythonIntOrBool,
  quotedBytes,
  rawUnicodeEscape,
  twosComplement,
} from './literals.ts';
import type { Machine } from './machine.ts';
import type { PickleBytes, PickleFloat, PickleValue } from './value.ts';

/** A row of the table: `disassemble` reads operands, `unpickle` also acts on them. */
export interface Opcode {
  readonly byte: number;
  readonly name: string;
  read(cursor: Cursor): unknown;
  step(cursor: Cursor, machine: Machine): void;
}

function opcode<Operand>(
  byte: number | string,
  name: string,
  read: (cursor: Cursor, machine?: Machine) => Operand,
  act: (machine: Machine, operand: Operand) => void,
): Opcode {
  return {
    byte: typeof byte === 'string' ? byte.charCodeAt(0) : byte,
    name,
    read: (cursor) => read(cursor),
    step: (cursor, machine) => act(machine, read(cursor, machine)),
  };
}

const malformed = (finding: string, cursor: Cursor, start: number) =>
  new MalformedError(finding, cursor.placeAt(start), { kind: 'pickle' });

/** Gives what `decode` made of the operand that begins at `start`, or says that it is none. */
function valid<Value>(
  value: Value | undefined,
  what: string,
  cursor: Cursor,
  start: number,
): Value {
  if (value === undefined) throw malformed(`an operand that is ${what}`, cursor, start);
  return value;
}

const none = (): undefined => undefined;
const u8 = (cursor: Cursor) => cursor.u8();
const u16 = (cursor: Cursor) => cursor.u16();
const u32 = (cursor: Cursor) => cursor.u32();
const u64 = (cursor: Cursor) => cursor.u64();
const i32 = (cursor: Cursor) => cursor.i32();

/** A length that CPython reads as signed. */
function signedLength(cursor: Cursor): number {
  const start = cursor.position;
  const length = cursor.i32();
  if (length < 0) throw malformed(`a length of ${length}`, cursor, start);
  return length;
}

const text = (length: (cursor: Cursor) => number) => (cursor: Cursor) => {
  const start = cursor.position;
  const bytes = cursor.bytes(length(cursor));
  return valid(utf8TextWithSurrogates(bytes), 'not UTF-8', cursor, start);
};
const oldText = (length: (cursor: Cursor) => number) => (cursor: Cursor) =>
  python2Str(cursor.bytes(length(cursor)));
const bytesOf =
  (kind: PickleBytes['kind'], length: (cursor: Cursor) => number) =>
  (cursor: Cursor): PickleBytes => ({ kind, bytes: cursor.bytes(length(cursor)) });
const long =
  (length: (cursor: Cursor) => number) =>
  (cursor: Cursor, machine?: Machine): number | bigint => {
    const byteLength = length(cursor);
    machine?.checkIntegerLength(byteLength);
    return twosComplement(cursor.bytes(byteLength));
  };
const float = (cursor: Cursor): PickleFloat => ({ kind: 'float', value: cursor.f64BigEndian() });

const line = (cursor: Cursor) => latin1Text(cursor.line());
const intLine =
  <Int>(decode: (digits: string) => Int | undefined) =>
  (cursor: Cursor, machine?: Machine): Int => {
    const start = cursor.position;
    const digits = line(cursor);
    machine?.checkIntegerLength(digits.length);
    return valid(decode(digits), 'no integer', cursor, start);
  };
/** A line that `decode` makes something of. */
const lineOf =
  <Value>(decode: (bytes: Uint8Array) => Value | undefined, what: string) =>
  (cursor: Cursor): Value => {
    const start = cursor.position;
    return valid(decode(cursor.line()), what, cursor, start);
  };
const number = lineOf((bytes) => pythonFloat(latin1Text(bytes)), 'no float');
const floatLine = (cursor: Cursor): PickleFloat => ({ kind: 'float', value: number(cursor) });
const quoted = lineOf(quotedBytes, 'no quoted string');
const quotedLine = (cursor: Cursor) => python2Str(quoted(cursor));
const unicodeLine = lineOf(rawUnicodeEscape, 'no raw-unicode-escape');
const nameLine = lineOf(utf8Text, 'no name in UTF-8');
const asciiLine = lineOf((bytes) => (isAscii(bytes) ? latin1Text(bytes) : undefined), 'not ASCII');
const globalLines = (cursor: Cursor) => [nameLine(cursor), nameLine(cursor)] as const;
const instanceLines = (cursor: Cursor) => [asciiLine(cursor), asciiLine(cursor)] as const;

const isAscii = (bytes: Uint8Array) => bytes.every((byte) => byte < 0x80);
const push = (machine: Machine, value: PickleValue) => machine.push(value);
const tupleOf = (items: PickleValue[]): PickleValue => ({ kind: 'tuple', items });

/** Python has one, and nothing is ever added to it. */
const EMPTY_TUPLE = tupleOf([]);

/** One row an opcode: https://github.com/python/cpython/blob/3.13/Lib/pickletools.py */
export const OPCODES: readonly Opcode[] = [
  // The stream
  opcode(0x80, 'PROTO', u8, (m, version) => m.proto(version)),
  opcode(0x95, 'FRAME', u64, (m, byteLength) => m.frame(byteLength)),
  opcode('.', 'STOP', none, none),
  // None and bool
  opcode('N', 'NONE', none, (m) => m.push(null)),
  opcode(0x88, 'NEWTRUE', none, (m) => m.push(true)),
  opcode(0x89, 'NEWFALSE', none, (m) => m.push(false)),
  // int
  opcode('K', 'BININT1', u8, push),
  opcode('M', 'BININT2', u16, push),
  opcode('J', 'BININT', i32, push),
  opcode(0x8a, 'LONG1', long(u8), push),
  opcode(0x8b, 'LONG4', long(signedLength), push),
  opcode('I', 'INT', intLine(pythonIntOrBool), push),
  opcode(
    'L',
    'LONG',
    intLine((digits) => pythonInt(digits.replace(/L$/, ''))),
    push,
  ),
  // float
  opcode('G', 'BINFLOAT', float, push),
  opcode('F', 'FLOAT', floatLine, push),
  // str
  opcode(0x8c, 'SHORT_BINUNICODE', text(u8), push),
  opcode('X', 'BINUNICODE', text(u32), push),
  opcode(0x8d, 'BINUNICODE8', text(u64), push),
  opcode('V', 'UNICODE', unicodeLine, push),
  // bytes, and the str of Python 2
  opcode('C', 'SHORT_BINBYTES', bytesOf('bytes', u8), push),
  opcode('B', 'BINBYTES', bytesOf('bytes', u32), push),
  opcode(0x8e, 'BINBYTES8', bytesOf('bytes', u64), push),
  opcode(0x96, 'BYTEARRAY8', bytesOf('bytearray', u64), push),
  opcode('U', 'SHORT_BINSTRING', oldText(u8), push),
  opcode('T', 'BINSTRING', oldText(signedLength), push),
  opcode('S', 'STRING', quotedLine, push),
  opcode(0x97, 'NEXT_BUFFER', none, (m) => m.buffer()),
  opcode(0x98, 'READONLY_BUFFER', none, (m) => m.view()),
  // list
  opcode(']', 'EMPTY_LIST', none, (m) => m.push({ kind: 'list', items: [] })),
  opcode('l', 'LIST', none, (m) => m.push({ kind: 'list', items: m.popToMark() })),
  opcode('a', 'APPEND', none, (m) => m.append([m.pop()])),
  opcode('e', 'APPENDS', none, (m) => m.append(m.popToMark())),
  // tuple
  opcode(')', 'EMPTY_TUPLE', none, (m) => m.push(EMPTY_TUPLE)),
  opcode(0x85, 'TUPLE1', none, (m) => m.popTuple(1)),
  opcode(0x86, 'TUPLE2', none, (m) => m.popTuple(2)),
  opcode(0x87, 'TUPLE3', none, (m) => m.popTuple(3)),
  opcode('t', 'TUPLE', none, (m) => m.push(tupleOf(m.popToMark()))),
  // dict
  opcode('}', 'EMPTY_DICT', none, (m) => m.push({ kind: 'dict', keys: [], values: [] })),
  opcode('d', 'DICT', none, (m) => m.push(m.dict(m.popToMark()))),
  opcode('s', 'SETITEM', none, (m) => {
    const value = m.pop();
    m.setItems([m.pop(), value]);
  }),
  opcode('u', 'SETITEMS', none, (m) => m.setItems(m.popToMark())),
  // set
  opcode(0x8f, 'EMPTY_SET', none, (m) => m.push({ kind: 'set', items: [] })),
  opcode(0x90, 'ADDITEMS', none, (m) => m.addToSet(m.popToMark())),
  opcode(0x91, 'FROZENSET', none, (m) => m.push({ kind: 'frozenset', items: m.popToMark() })),
  // The stack
  opcode('(', 'MARK', none, (m) => m.mark()),
  opcode('0', 'POP', none, (m) => m.discard()),
  opcode('1', 'POP_MARK', none, (m) => m.popToMark()),
  opcode('2', 'DUP', none, (m) => m.duplicate()),
  // The memo
  opcode('q', 'BINPUT', u8, (m, index) => m.memoize(index)),
  opcode('r', 'LONG_BINPUT', u32, (m, index) => m.memoize(index)),
  opcode('p', 'PUT', intLine(pythonDecimal), (m, index) => m.memoize(index)),
  opcode(0x94, 'MEMOIZE', none, (m) => m.memoize()),
  opcode('h', 'BINGET', u8, (m, index) => m.recall(index)),
  opcode('j', 'LONG_BINGET', u32, (m, index) => m.recall(index)),
  opcode('g', 'GET', intLine(pythonDecimal), (m, index) => m.recall(index)),
  // Names and calls
  opcode('c', 'GLOBAL', globalLines, (m, [module, name]) => m.global(module, name, 'GLOBAL')),
  opcode(0x93, 'STACK_GLOBAL', none, (m) => m.stackGlobal()),
  opcode('R', 'REDUCE', none, (m) => {
    const args = m.pop();
    m.call('REDUCE', m.pop(), args);
  }),
  opcode('b', 'BUILD', none, (m) => m.build()),
  opcode('i', 'INST', instanceLines, (m, [module, name]) => {
    const args = tupleOf(m.popToMark());
    m.global(module, name, 'INST');
    m.call('INST', m.pop(), args);
  }),
  opcode('o', 'OBJ', none, (m) => {
    const [callee, ...args] = m.popToMark();
    if (callee === undefined) throw m.malformed('OBJ without a class');
    m.call('OBJ', callee, tupleOf(args));
  }),
  opcode(0x81, 'NEWOBJ', none, (m) => {
    const args = m.pop();
    m.call('NEWOBJ', m.pop(), args);
  }),
  opcode(0x92, 'NEWOBJ_EX', none, (m) => {
    const kwargs = m.pop();
    const args = m.pop();
    m.call('NEWOBJ_EX', m.pop(), args, kwargs);
  }),
  opcode(0x82, 'EXT1', u8, (m, code) => m.extension(code)),
  opcode(0x83, 'EXT2', u16, (m, code) => m.extension(code)),
  opcode(0x84, 'EXT4', i32, (m, code) => m.extension(code)),
  // Things outside the pickle
  opcode('P', 'PERSID', asciiLine, (m, id) => m.persistent(id)),
  opcode('Q', 'BINPERSID', none, (m) => m.persistent(m.pop())),
];

export const STOP = '.'.charCodeAt(0);

const ROWS: readonly (Opcode | undefined)[] = Array.from({ length: 256 }, (_, byte) =>
  OPCODES.find((row) => row.byte === byte),
);

/** The row of the opcode at `cursor`, which moves past the byte. */
export function nextOpcode(cursor: Cursor): Opcode {
  const byte = cursor.u8();
  const row = ROWS[byte];
  if (row === undefined) {
    cursor.position -= 1;
    throw malformed(
      `0x${byte.toString(16).padStart(2, '0')} is no opcode`,
      cursor,
      cursor.position,
    );
  }
  return row;
}
