import { integerBytes } from '../bytes.ts';
import type { Random } from '../random.ts';
import {
  anyGlobal,
  anyText,
  bytesInstruction,
  floatInstruction,
  globalInstruction,
  instruction,
  integerInstruction,
  joined,
  memoInstruction,
  textInstruction,
} from './pickle-words.ts';

const decoder = new TextDecoder();

/** How many bytes tell the length of what follows, of opcodes that say it. */
const LENGTH_BYTES: ReadonlyMap<number, number> = new Map([
  ...['U', 'C'].map((letter) => [letter.charCodeAt(0), 1] as const),
  ...[0x8a, 0x8c].map((byte) => [byte, 1] as const),
  ...['X', 'T', 'B'].map((letter) => [letter.charCodeAt(0), 4] as const),
  ...[[0x8b, 4] as const],
  ...[0x8d, 0x8e, 0x96].map((byte) => [byte, 8] as const),
]);

/** Opcodes of one kind of operand, which may stand for each other. */
const KINDS = {
  integer: 'KMJIL\x8a\x8b',
  float: 'FG',
  text: 'XTUSV\x8c\x8d',
  bytes: 'BC\x8e\x96',
  global: 'ci',
  put: 'pqr\x94',
  get: 'ghj',
  called: 'Rb\x81asQ\x93',
  marked: 'teludo1\x90\x91',
  empty: ')]}\x8f',
  constant: 'N\x88\x89',
  tuple: '\x85\x86\x87',
  stack: '02(',
  number: '\x80\x82',
} as const;
type Kind = keyof typeof KINDS;

const KIND_OF: ReadonlyMap<number, Kind> = new Map(
  Object.entries(KINDS).flatMap(([kind, letters]) =>
    Array.from(letters, (letter) => [letter.charCodeAt(0), kind as Kind] as const),
  ),
);

/** The same opcode, with something else behind it; or one without an operand for another. */
export function changedOperand(random: Random, whole: Uint8Array): Uint8Array {
  const [byte = 0] = whole;
  const lengthBytes = LENGTH_BYTES.get(byte);
  if (lengthBytes !== undefined && random.chance(0.4)) {
    return changedLength(random, whole, lengthBytes);
  }
  switch (KIND_OF.get(byte)) {
    case 'integer':
      return integerInstruction(random, random.interestingInteger());
    case 'float':
      return floatInstruction(random);
    case 'text':
      return textInstruction(random, anyText(random));
    case 'bytes':
      return bytesInstruction(random, new Uint8Array(random.size(64)));
    case 'global':
      return globalInstruction(random, anyGlobal(random));
    case 'put':
      return memoInstruction(random, false, anyIndex(random));
    case 'get':
      return memoInstruction(random, true, anyIndex(random));
    case 'number':
      return Uint8Array.of(byte, random.below(8));
    case undefined:
      return whole.length > 1
        ? instruction(byte, integerBytes(random.interestingInteger(), whole.length - 1))
        : Uint8Array.of(random.next());
    default:
      return sibling(random, byte);
  }
}

function anyIndex(random: Random): number {
  return random.chance(0.8) ? random.size(64) : random.interestingInteger();
}

/** One more, one less, or a length at which readers go wrong; what it tells the length of stays. */
function changedLength(random: Random, whole: Uint8Array, lengthBytes: number): Uint8Array {
  const payload = whole.subarray(1 + lengthBytes);
  const length = random.chance(0.3)
    ? payload.length + random.between(-2, 2)
    : random.interestingInteger();
  const prefix = integerBytes(length, lengthBytes);
  return joined([whole.subarray(0, 1), prefix, payload]);
}

function sibling(random: Random, byte: number): Uint8Array {
  const kind = KIND_OF.get(byte);
  const letters = kind === undefined ? 'N' : KINDS[kind];
  return Uint8Array.of(letters.charCodeAt(random.below(letters.length)));
}

/** What means the same and is written in another way, as other protocols write it. */
export function respelled(random: Random, whole: Uint8Array): Uint8Array {
  const [byte = 0] = whole;
  switch (KIND_OF.get(byte)) {
    case 'text': {
      const lengthBytes = LENGTH_BYTES.get(byte);
      const text = lengthBytes === undefined ? '' : decoder.decode(whole.subarray(1 + lengthBytes));
      return lengthBytes === undefined ? whole : textInstruction(random, text);
    }
    case 'bytes':
      return bytesInstruction(random, whole.subarray(1 + (LENGTH_BYTES.get(byte) ?? 0)));
    case 'global': {
      const [module = '', name = ''] = decoder.decode(whole.subarray(1)).split('\n');
      return globalInstruction(random, [module, name]);
    }
    case 'integer':
      return integerInstruction(random, littleEndian(whole.subarray(1)));
    case 'put':
      return memoInstruction(random, false, littleEndian(whole.subarray(1)));
    case 'get':
      return memoInstruction(random, true, littleEndian(whole.subarray(1)));
    case 'constant':
    case 'tuple':
    case 'empty':
    case 'marked':
    case 'called':
      return sibling(random, byte);
    default:
      return whole;
  }
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.subarray(0, 4).reduceRight((value, byte) => value * 256 + byte, 0);
}
