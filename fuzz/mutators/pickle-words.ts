import { integerBytes } from '../bytes.ts';
import type { Random } from '../random.ts';

/** Names that readers treat each in its own way: known, dangerous, renamed, dotted, odd. */
const GLOBALS = `
collections OrderedDict
collections Counter
collections defaultdict
collections deque
torch._utils _rebuild_tensor_v2
torch._utils _rebuild_tensor_v3
torch._utils _rebuild_tensor
torch._utils _rebuild_parameter
torch._utils _rebuild_parameter_with_state
torch._utils _rebuild_sparse_tensor
torch._utils _rebuild_qtensor
torch._utils _rebuild_meta_tensor_no_storage
torch._utils _rebuild_wrapper_subclass
torch._tensor _rebuild_from_type_v2
torch.storage _load_from_bytes
torch.storage UntypedStorage
torch FloatStorage
torch HalfStorage
torch LongStorage
torch BoolStorage
torch ComplexFloatStorage
torch QInt8Storage
torch Size
torch device
torch bfloat16
torch float8_e4m3fn
torch.serialization _get_layout
torch.nn.parameter Parameter
torch.nn.modules.linear Linear
torch.distributed._shard.sharded_tensor.metadata TensorProperties
numpy._core.multiarray _reconstruct
numpy.core.multiarray _reconstruct
numpy.core.multiarray scalar
numpy._core.numeric _frombuffer
numpy ndarray
numpy dtype
numpy.random._pickle __randomstate_ctor
_codecs encode
copy_reg _reconstructor
copyreg __newobj__
__builtin__ object
__builtin__ set
__builtin__ long
__builtin__ getattr
__builtin__ eval
__builtin__ xrange
__builtin__ bytearray
builtins complex
builtins frozenset
builtins slice
builtins range
builtins eval
builtins exec
builtins getattr
builtins eval.__call__
builtins print
datetime datetime
datetime timedelta
decimal Decimal
fractions Fraction
pathlib PosixPath
pathlib os.system
uuid UUID
argparse Namespace
enum Enum
functools partial
operator attrgetter
os system
posix system
nt system
subprocess Popen
commands getoutput
cPickle loads
pickle loads
copyreg add_extension
omegaconf.dictconfig DictConfig
omegaconf.listconfig ListConfig
omegaconf.base ContainerMetadata
omegaconf.nodes AnyNode
pytorch_lightning.utilities.parsing AttributeDict
project.models.Net Net
__main__ Net
a.b C.D.E
exceptions ValueError
itertools imap
os.path join
sys modules
`
  .trim()
  .split('\n')
  .map((line) => line.split(' ') as [module: string, name: string]);

/** What stands where words are wanted, names of keys among them. */
const TEXTS = [
  ...['', 'a', 'key', 'state_dict', 'param_groups', 'state', 'params', 'lr', 'step', 'epoch'],
  ...['hyper_parameters', 'optimizer_states', 'lr_schedulers', 'loops', 'callbacks', 'global_step'],
  ...['pytorch-lightning_version', 'optimizer_state_dict', 'model_state_dict', 'exp_avg', '0'],
  ...['storage', 'cpu', 'cuda:0', 'layers.0.weight', 'layers.0.bias', '_metadata', '_modules'],
  ...['__proto__', 'constructor', '__class__', '__dict__', '__setstate__', 'toString', 'length'],
  ...['f4', 'O8', '|S3', '<U4', 'c16', 'little', 'big', 'latin1', 'utf-8', '1e3', 'nan', '-0'],
  ...[
    '\u0000',
    '\u001b[31m',
    '\u202e',
    '\ud83d\ude00',
    'e\u0301',
    '\r\n',
    "'",
    '"',
    '\\',
    '\u0085',
  ],
  ...['../../etc', '%s', '{}', '<b>', '=1+1', '|', '`', 'a.b[0]', '[0]', 'a b', '\u2028'],
];

const NUMBER_TEXTS = [
  ...['0', '1', '-1', '00', '01', '010', '0x10', '0o7', '0b1', '1_000', ' 1', '1 ', '1L', '-0'],
  ...['', '+', '1e3', 'nan', 'inf', '-inf', '1.5', '.5', '5.', '1e999', '1e-999', '0x', '9'],
  ...['9007199254740993', '18446744073709551616', '1\u0000', '255', '256', '4294967296'],
];

const encoder = new TextEncoder();

export const encoded = (text: string): Uint8Array => encoder.encode(text);

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  let byteLength = 0;
  for (const part of parts) {
    byteLength += part.length;
  }
  const result = new Uint8Array(byteLength);
  let end = 0;
  for (const part of parts) {
    result.set(part, end);
    end += part.length;
  }
  return result;
}

/** Of an opcode’s letter or byte and what follows it. */
export function instruction(code: string | number, ...operands: Uint8Array[]): Uint8Array {
  const first = Uint8Array.of(typeof code === 'string' ? code.charCodeAt(0) : code);
  return operands.length === 0 ? first : joined([first, ...operands]);
}

const u8 = (value: number) => Uint8Array.of(value);
const u32 = (value: number) => integerBytes(value, 4);
const u64 = (value: number) => integerBytes(value, 8);
const line = (text: string) => encoded(`${text}\n`);

/** One of the ways in which pickles write text. */
export function textInstruction(random: Random, text: string): Uint8Array {
  const bytes = encoded(text);
  const { length } = bytes;
  switch (random.below(12)) {
    case 0:
      return instruction(0x8d, u64(length), bytes);
    case 1:
      return instruction('V', line(text.replaceAll('\n', '\\u000a')));
    case 2:
      return instruction('S', line(`'${text.replaceAll(/['\\\n]/g, '')}'`));
    case 3:
      return instruction('U', u8(length), bytes.subarray(0, 255));
    case 4:
      return instruction('T', u32(length), bytes);
    case 5:
    case 6:
    case 7:
      return instruction('X', u32(length), bytes);
    default:
      return instruction(0x8c, u8(length), bytes.subarray(0, 255));
  }
}

export function anyText(random: Random): string {
  return random.pick(TEXTS);
}

export function bytesInstruction(random: Random, bytes: Uint8Array): Uint8Array {
  switch (random.below(5)) {
    case 0:
      return instruction(0x8e, u64(bytes.length), bytes);
    case 1:
      return instruction(0x96, u64(bytes.length), bytes);
    case 2:
      return instruction('C', u8(Math.min(bytes.length, 255)), bytes.subarray(0, 255));
    default:
      return instruction('B', u32(bytes.length), bytes);
  }
}

export function integerInstruction(random: Random, value: number): Uint8Array {
  switch (random.below(9)) {
    case 0:
      return instruction('M', integerBytes(value, 2));
    case 1:
      return instruction('J', u32(value));
    case 2: {
      const byteLength = random.pick([0, 1, 2, 8, 9, 255]);
      return instruction(0x8a, u8(byteLength), integerBytes(value, byteLength));
    }
    case 3:
      return instruction(0x8b, u32(8), u64(value));
    case 4:
      return instruction('I', line(random.chance(0.5) ? String(value) : random.pick(NUMBER_TEXTS)));
    case 5:
      return instruction('L', line(random.chance(0.5) ? `${value}L` : random.pick(NUMBER_TEXTS)));
    default:
      return instruction('K', u8(value));
  }
}

export function floatInstruction(random: Random): Uint8Array {
  if (random.chance(0.3)) {
    return instruction('F', line(random.pick(NUMBER_TEXTS)));
  }
  const bytes = new Uint8Array(8);
  const value = random.pick([0, -0, 1e-3, 0.9, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e308]);
  new DataView(bytes.buffer).setFloat64(0, value, false);
  return instruction('G', bytes);
}

export function globalInstruction(
  random: Random,
  [module, name]: readonly [string, string],
): Uint8Array {
  if (random.chance(0.55)) {
    return instruction('c', line(module), line(name));
  }
  if (random.chance(0.1)) {
    return instruction('(', instruction('i', line(module), line(name)));
  }
  const memoized = random.chance(0.5) ? Uint8Array.of(0x94) : new Uint8Array(0);
  return joined([
    textInstruction(random, module),
    memoized,
    textInstruction(random, name),
    memoized,
    Uint8Array.of(0x93),
  ]);
}

export function anyGlobal(random: Random): readonly [string, string] {
  const [module, name] = random.pick(GLOBALS);
  if (random.chance(0.85)) {
    return [module, name];
  }
  switch (random.below(5)) {
    case 0:
      return [module, random.pick(GLOBALS)[1]];
    case 1:
      return [`${module}.${name}`, random.pick(GLOBALS)[1]];
    case 2:
      return [module, `${name}.${random.pick(GLOBALS)[1]}`];
    case 3:
      return [anyText(random), anyText(random)];
    default:
      return [module.toUpperCase(), name];
  }
}

/** Remembers the top of the stack, or takes something remembered. */
export function memoInstruction(random: Random, isTaken: boolean, index: number): Uint8Array {
  switch (random.below(4)) {
    case 0:
      return instruction(isTaken ? 'j' : 'r', u32(index));
    case 1:
      return instruction(
        isTaken ? 'g' : 'p',
        line(random.chance(0.9) ? String(index) : random.pick(NUMBER_TEXTS)),
      );
    case 2:
      return isTaken ? instruction('h', u8(index)) : Uint8Array.of(0x94);
    default:
      return instruction(isTaken ? 'h' : 'q', u8(index));
  }
}
