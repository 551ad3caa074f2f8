import { integerBytes } from '../bytes.ts';
import type { Random } from '../random.ts';
import {
  anyGlobal,
  anyText,
  bytesInstruction,
  encoded,
  globalInstruction,
  instruction,
  joined,
  textInstruction,
} from './pickle-words.ts';

const MARK = instruction('(');
const TUPLE = instruction('t');
const REDUCE = instruction('R');
const STORAGES = ['FloatStorage', 'HalfStorage', 'LongStorage', 'BoolStorage', 'UntypedStorage'];
const DTYPES = ['f4', 'f8', 'i8', 'b1', 'O8', 'c16', 'S3', 'U2', 'M8', 'V4', 'x'];

const integer = (value: number) => instruction('J', integerBytes(value, 4));

/** A small one mostly: shapes and offsets that fit are what lets a reader go on. */
function count(random: Random): Uint8Array {
  return integer(random.chance(0.9) ? random.below(5) : random.interestingInteger());
}

function counts(random: Random): Uint8Array {
  const items = Array.from({ length: random.size(5) }, () => count(random));
  return joined([MARK, ...items, TUPLE]);
}

/** A tensor as torch writes it, on a storage that is named and may not be there. */
export function tensorCall(random: Random): Uint8Array {
  const rebuild = random.chance(0.8) ? '_rebuild_tensor_v2' : anyGlobal(random)[1];
  const storage = joined([
    MARK,
    textInstruction(random, 'storage'),
    globalInstruction(random, ['torch', random.pick(STORAGES)]),
    textInstruction(random, String(random.below(4))),
    textInstruction(random, random.chance(0.9) ? 'cpu' : anyText(random)),
    count(random),
    ...(random.chance(0.2) ? [instruction('N')] : []),
    TUPLE,
    instruction('Q'),
  ]);
  const hooks = globalInstruction(random, ['collections', 'OrderedDict']);
  return joined([
    globalInstruction(random, ['torch._utils', rebuild]),
    MARK,
    storage,
    count(random),
    counts(random),
    counts(random),
    instruction(0x89),
    hooks,
    instruction(')'),
    REDUCE,
    TUPLE,
    REDUCE,
  ]);
}

/** An array as numpy writes it, of bytes that may be too few. */
export function arrayCall(random: Random): Uint8Array {
  const module = random.pick(['numpy.core.multiarray', 'numpy._core.multiarray']);
  const dtype = joined([
    globalInstruction(random, ['numpy', 'dtype']),
    textInstruction(random, random.pick(DTYPES)),
    instruction(0x89),
    instruction(0x88),
    instruction(0x87),
    REDUCE,
    MARK,
    integer(3),
    textInstruction(random, random.pick(['<', '|', '>', '='])),
    instruction('N'),
    instruction('N'),
    instruction('N'),
    integer(-1),
    integer(-1),
    integer(0),
    TUPLE,
    instruction('b'),
  ]);
  return joined([
    globalInstruction(random, [module, '_reconstruct']),
    globalInstruction(random, ['numpy', 'ndarray']),
    integer(0),
    instruction(0x85),
    bytesInstruction(random, encoded('b')),
    instruction(0x87),
    REDUCE,
    MARK,
    integer(1),
    counts(random),
    dtype,
    instruction(random.chance(0.5) ? 0x88 : 0x89),
    bytesInstruction(random, new Uint8Array(random.size(64))),
    TUPLE,
    instruction('b'),
  ]);
}
