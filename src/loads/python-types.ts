/** Which class a value has that torch’s unpickler would build. */
import type { PickleGlobal, PickleObject, PickleValue } from '../decoders/pickle/value.ts';
import { numpyDTypeClass } from './numpy-dtypes.ts';

/** Functions that torch calls, and the class of what they give. */
const RESULTS: ReadonlyMap<string, string> = new Map([
  ['_codecs.encode', 'bytes'],
  ['torch.serialization._get_layout', 'torch.layout'],
  ...[
    '_rebuild_tensor',
    '_rebuild_tensor_v2',
    '_rebuild_tensor_v3',
    '_rebuild_qtensor',
    '_rebuild_sparse_tensor',
    '_rebuild_sparse_csr_tensor',
    '_rebuild_meta_tensor_no_storage',
    '_rebuild_nested_tensor',
    '_rebuild_device_tensor_from_numpy',
    '_rebuild_device_tensor_from_cpu_tensor',
  ].map((name) => [`torch._utils.${name}`, 'torch.Tensor'] as const),
  ['torch._utils._rebuild_parameter', 'torch.nn.parameter.Parameter'],
  ['torch._utils._rebuild_parameter_with_state', 'torch.nn.parameter.Parameter'],
  ['numpy.random._pickle.__randomstate_ctor', 'numpy.random.mtrand.RandomState'],
  ['numpy.random._pickle.__generator_ctor', 'numpy.random._generator.Generator'],
]);

/** Functions that give an instance of the class that is this argument of theirs. */
const MAKES_ARGUMENT: ReadonlyMap<string, number> = new Map([
  ['numpy._core.multiarray._reconstruct', 0],
  ['numpy.core.multiarray._reconstruct', 0],
  ['copyreg._reconstructor', 0],
  ['copyreg.__newobj__', 0],
  ['torch._utils._rebuild_wrapper_subclass', 0],
  ['torch._tensor._rebuild_from_type_v2', 1],
]);

/** Classes that are named like functions. */
const SMALL_CLASSES: ReadonlySet<string> = new Set([
  'builtins.bool',
  'builtins.bytearray',
  'builtins.bytes',
  'builtins.complex',
  'builtins.dict',
  'builtins.float',
  'builtins.frozenset',
  'builtins.int',
  'builtins.list',
  'builtins.object',
  'builtins.range',
  'builtins.set',
  'builtins.slice',
  'builtins.str',
  'builtins.tuple',
  'collections.defaultdict',
  'collections.deque',
  'datetime.date',
  'datetime.datetime',
  'datetime.time',
  'datetime.timedelta',
  'datetime.timezone',
  'functools.partial',
  'numpy.ndarray',
  'torch.device',
]);

/** The full name of a value’s class, `builtins.` left out; `undefined` where only calling tells. */
export function classOf(value: PickleValue): string | undefined {
  if (value === null) return 'NoneType';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
    case 'bigint':
      return 'int';
    case 'string':
      return 'str';
    default:
  }
  switch (value.kind) {
    case 'global':
      if (STORAGE_TYPE.test(fullName(value))) return 'torch.serialization.StorageType';
      if (DTYPE.test(fullName(value)) && value.name !== 'device') return 'torch.dtype';
      if (TORCH_FUNCTION.test(fullName(value))) return 'function';
      return isClass(value) ? 'type' : undefined;
    case 'persistent':
      return 'torch.storage.TypedStorage';
    case 'object':
      return classOfResult(value);
    case 'extension':
    case 'buffer':
    case 'computed-global':
      return undefined;
    default:
      return value.kind;
  }
}

function classOfResult({ by, callee, args }: PickleObject): string | undefined {
  if (!isGlobal(callee)) return undefined;
  const name = fullName(callee);
  if (by !== 'REDUCE') return withoutBuiltins(name);
  const items = typeof args === 'object' && args?.kind === 'tuple' ? args.items : [];
  if (name === 'numpy.dtype') return numpyDTypeClass(items[0]);
  const index = MAKES_ARGUMENT.get(name);
  if (index !== undefined) {
    const made = items[index] ?? null;
    return isGlobal(made) ? withoutBuiltins(fullName(made)) : undefined;
  }
  return RESULTS.get(name) ?? (isClass(callee) ? withoutBuiltins(name) : undefined);
}

/** What torch has in the place of the classes that it once had for storages. */
export const STORAGE_TYPE = /^torch\.(?:cuda\.)?\w+Storage$/;

/** What else torch allows and is no class. */
const DTYPE = /^torch\.(?:b?float|complex|u?int|bool|bits|qu?int)\w*$/;
const TORCH_FUNCTION = /^torch\.(?:_utils\._rebuild|_tensor\._rebuild|serialization\._get)\w+$/;

/** Python’s own style tells classes from functions, but for old ones. */
function isClass(named: PickleGlobal): boolean {
  const last = named.name.slice(named.name.lastIndexOf('.') + 1);
  return /^_*[A-Z]/.test(last) || SMALL_CLASSES.has(fullName(named));
}

export function isGlobal(value: PickleValue): value is PickleGlobal {
  return typeof value === 'object' && value?.kind === 'global';
}

export function fullName({ module, name }: Pick<PickleGlobal, 'module' | 'name'>): string {
  return `${module}.${name}`;
}

/** As Python shows a class: those of `builtins` by their name alone. */
export function withoutBuiltins(name: string): string {
  return name.replace(/^builtins\./, '');
}

/** What an f-string of Python makes of a value. */
export function shown(value: PickleValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return String(value);
  if (isGlobal(value)) {
    const name = withoutBuiltins(fullName(value));
    return isClass(value) ? `<class '${name}'>` : `<function ${value.name}>`;
  }
  return `<${classOf(value) ?? 'object'}>`;
}
