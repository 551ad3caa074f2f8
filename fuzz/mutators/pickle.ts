import { Cursor } from '../../src/bytes/cursor.ts';
import { nextOpcode } from '../../src/decoders/pickle/opcodes.ts';
import { CkptError } from '../../src/errors.ts';
import { mutateBytes } from '../bytes.ts';
import type { Random } from '../random.ts';
import { changedOperand, respelled } from './pickle-operands.ts';
import { pickleProgram } from './pickle-program.ts';
import {
  anyGlobal,
  anyText,
  bytesInstruction,
  encoded,
  floatInstruction,
  globalInstruction,
  instruction,
  integerInstruction,
  joined,
  memoInstruction,
  textInstruction,
} from './pickle-words.ts';

const MOST_INSTRUCTIONS = 16_384;
const MOST_BYTES = 65_536;

/** Where instructions begin, and behind the last of them. */
type Starts = readonly number[];

/** Seeds are changed many thousand times each. */
const known = new WeakMap<Uint8Array, Starts>();

/** The instructions of the pickles that lie one behind the other, up to what is none. */
function instructionsOf(bytes: Uint8Array): Starts {
  const before = known.get(bytes);
  if (before !== undefined) return before;
  const cursor = new Cursor(bytes, '');
  const starts = [0];
  while (cursor.remaining > 0 && starts.length < MOST_INSTRUCTIONS) {
    try {
      nextOpcode(cursor).read(cursor);
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      break;
    }
    starts.push(cursor.position);
  }
  known.set(bytes, starts);
  return starts;
}

interface Pickled {
  readonly bytes: Uint8Array;
  readonly starts: Starts;
}

/** A part to be replaced. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly by: Uint8Array;
}

const NONE = new Uint8Array(0);

/** From the start of one instruction to the start of another, not far from it. */
function range(random: Random, { starts }: Pickled): readonly [start: number, end: number] {
  const first = random.below(starts.length - 1);
  const last = Math.min(first + 1 + random.size(24), starts.length - 1);
  return [starts[first] ?? 0, starts[last] ?? 0];
}

const boundary = (random: Random, { starts }: Pickled) => random.pick(starts);

type Change = (random: Random, pickle: Pickled, other: Pickled) => Edit;

const insertAt = (at: number, by: Uint8Array): Edit => ({ start: at, end: at, by });

const remove: Change = (random, pickle) => {
  const [start, end] = range(random, pickle);
  return { start, end, by: NONE };
};

const duplicate: Change = (random, pickle) => {
  const [start, end] = range(random, pickle);
  return insertAt(boundary(random, pickle), pickle.bytes.subarray(start, end));
};

/** Swaps neighbors, which may be several instructions each. */
const swap: Change = (random, pickle) => {
  const [start, middle] = range(random, pickle);
  const index = pickle.starts.indexOf(middle);
  const last = Math.min(index + 1 + random.size(8), pickle.starts.length - 1);
  const end = pickle.starts[last] ?? middle;
  const { bytes } = pickle;
  return { start, end, by: joined([bytes.subarray(middle, end), bytes.subarray(start, middle)]) };
};

const splice: Change = (random, pickle, other) => {
  if (other.starts.length < 2) return insert(random, pickle, other);
  const [from, to] = range(random, other);
  const by = other.bytes.subarray(from, to);
  if (random.chance(0.5)) return insertAt(boundary(random, pickle), by);
  const [start, end] = range(random, pickle);
  return { start, end, by };
};

const operand: Change = (random, pickle) => {
  const index = random.below(pickle.starts.length - 1);
  const start = pickle.starts[index] ?? 0;
  const end = pickle.starts[index + 1] ?? start;
  return { start, end, by: changedOperand(random, pickle.bytes.subarray(start, end)) };
};

const respell: Change = (random, pickle) => {
  const index = random.below(pickle.starts.length - 1);
  const start = pickle.starts[index] ?? 0;
  const end = pickle.starts[index + 1] ?? start;
  return { start, end, by: respelled(random, pickle.bytes.subarray(start, end)) };
};

/** Opcodes without operands: what they do to the stack is what goes wrong. */
const BARE = [
  ...Array.from('NtRbeuaslddo012()}]Q.', (letter) => letter.charCodeAt(0)),
  ...[0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8f, 0x90, 0x91, 0x92, 0x93, 0x94, 0x97, 0x98],
];

function anyInstruction(random: Random): Uint8Array {
  switch (random.below(11)) {
    case 0:
      return globalInstruction(random, anyGlobal(random));
    case 1:
      return textInstruction(random, anyText(random));
    case 2:
      return integerInstruction(random, random.interestingInteger());
    case 3:
      return floatInstruction(random);
    case 4:
      return bytesInstruction(random, encoded(anyText(random)));
    case 5:
      return memoInstruction(random, random.chance(0.7), random.size(40));
    case 6:
      return Uint8Array.of(0x80, random.below(7));
    default:
      return Uint8Array.of(random.pick(BARE));
  }
}

const insert: Change = (random, pickle) => {
  const parts = Array.from({ length: random.size(5) + 1 }, () => anyInstruction(random));
  return insertAt(boundary(random, pickle), joined(parts));
};

/** A whole value where an instruction may begin: in place of one, or a program that goes on. */
const program: Change = (random, pickle) => {
  const made = pickleProgram(random);
  return insertAt(boundary(random, pickle), made.subarray(0, random.chance(0.9) ? -1 : undefined));
};

const callSomething: Change = (random, pickle) => {
  const name = globalInstruction(random, anyGlobal(random));
  const argument = textInstruction(random, anyText(random));
  const by = joined([name, argument, Uint8Array.of(0x85, 'R'.charCodeAt(0))]);
  return insertAt(boundary(random, pickle), random.chance(0.5) ? by : joined([by, code0]));
};
const code0 = Uint8Array.of('0'.charCodeAt(0));

const head: Change = (random, { bytes, starts }) => {
  const end = bytes[0] === 0x80 && starts.length > 1 ? (starts[1] ?? 0) : 0;
  return { start: 0, end, by: random.chance(0.3) ? NONE : Uint8Array.of(0x80, random.below(7)) };
};

const frame: Change = (random, pickle) => {
  const at = boundary(random, pickle);
  const rest = pickle.bytes.length - at;
  const length = random.chance(0.5) ? random.below(rest + 2) : random.interestingInteger();
  const operandBytes = new Uint8Array(8);
  new DataView(operandBytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(length)), true);
  return insertAt(at, instruction(0x95, operandBytes));
};

/** Marks and containers in each other, sometimes deeper than anyone goes. */
const nest: Change = (random, pickle) => {
  const [start, end] = range(random, pickle);
  const depth = random.chance(0.05) ? random.between(900, 2_500) : random.size(40) + 1;
  const [open, close] = random.pick([
    ['(', 't'],
    ['(', 'l'],
    ['](', 'e'],
    ['', '\x85'],
    [']', 'a'],
    ['}N', 's'],
    ['', '2a'],
    ['', '22\x86'],
    ['', 'Q'],
  ] as const);
  const bytesOf = (text: string) =>
    Uint8Array.from(text.repeat(depth), (letter) => letter.charCodeAt(0));
  const inner = pickle.bytes.subarray(start, end);
  return { start, end, by: joined([bytesOf(open), inner, bytesOf(close)]) };
};

/** The other pickle as bytes that this one has unpickled, or only carries. */
const carry: Change = (random, pickle, other) => {
  const bytes = bytesInstruction(random, other.bytes.subarray(0, 4_096));
  const loads = globalInstruction(
    random,
    random.pick([
      ['pickle', 'loads'],
      ['cPickle', 'loads'],
      ['torch.storage', '_load_from_bytes'],
    ] as const),
  );
  const isCalled = random.chance(0.7);
  const by = isCalled ? joined([loads, bytes, Uint8Array.of(0x85, 'R'.charCodeAt(0))]) : bytes;
  return insertAt(boundary(random, pickle), by);
};

/** Another pickle behind this one. */
const stack: Change = (_random, { bytes }, other) => insertAt(bytes.length, other.bytes);

const CHANGES: readonly Change[] = [
  ...Array.from({ length: 5 }, () => operand),
  ...Array.from({ length: 4 }, () => insert),
  ...Array.from({ length: 3 }, () => remove),
  ...Array.from({ length: 3 }, () => splice),
  ...Array.from({ length: 2 }, () => duplicate),
  ...Array.from({ length: 2 }, () => swap),
  ...Array.from({ length: 2 }, () => respell),
  ...[program, callSomething, head, frame, nest, carry, stack],
];

/** `bytes` with the parts replaced; of parts that overlap, the first counts. */
function edited(bytes: Uint8Array, edits: Edit[]): Uint8Array {
  edits.sort((a, b) => a.start - b.start);
  const parts: Uint8Array[] = [];
  let position = 0;
  for (const { start, end, by } of edits) {
    if (start < position) continue;
    parts.push(bytes.subarray(position, start), by);
    position = end;
  }
  parts.push(bytes.subarray(position));
  const result = joined(parts);
  return result.length > MOST_BYTES ? result.subarray(0, MOST_BYTES) : result;
}

/** A pickle whose opcodes were changed, or bytes of it, or a new one. */
export function mutatePickle(random: Random, seed: Uint8Array, other: Uint8Array): Uint8Array {
  if (random.chance(0.12)) return pickleProgram(random);
  const pickle = { bytes: seed, starts: instructionsOf(seed) };
  if (pickle.starts.length < 2) return mutateBytes(random, seed, other);
  const spliced = { bytes: other, starts: instructionsOf(other) };
  const edits = Array.from({ length: random.size(8) + 1 }, () =>
    random.pick(CHANGES)(random, pickle, spliced),
  );
  const mutant = edited(seed, edits);
  return random.chance(0.12) ? mutateBytes(random, mutant, other) : mutant;
}
