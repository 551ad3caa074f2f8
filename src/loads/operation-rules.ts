/** Torch’s checks of single operations. Each gives why it is refused, or `undefined`. */
import type { PickleGlobal, PickleValue } from '../decoders/pickle/value.ts';
import { LATE_NAMES } from './allowed-globals.ts';
import { isNumpyDTypeClass } from './numpy-dtypes.ts';
import {
  classOf,
  fullName,
  isGlobal,
  STORAGE_TYPE,
  shown,
  withoutBuiltins,
} from './python-types.ts';
import { type Refusal, raised, refused } from './refusal.ts';
import { BLOCKED_MODULES, type TorchRules } from './torch-rules.ts';
import { isSince } from './torch-version.ts';

export interface CallContext {
  readonly rules: TorchRules;
  /** What the user allows. */
  readonly allowed: ReadonlySet<string>;
  /** What was refused already, and is taken as allowed from there on. */
  readonly assumed: Pick<ReadonlySet<string>, 'has'>;
}

const isUsers = (name: string, { rules, allowed, assumed }: CallContext) =>
  rules.registered.has(name) || (rules.hasUserList && allowed.has(name)) || assumed.has(name);

export function globalRefusal(global: PickleGlobal, context: CallContext): Refusal | undefined {
  const { rules } = context;
  const name = fullName(global);
  if (rules.blocksModules && BLOCKED_MODULES.has(global.module)) {
    return refused(
      'blocked-module',
      `Trying to load unsupported GLOBAL ${name} whose module ${global.module} is blocked.`,
    );
  }
  if (rules.defaults.has(name) || rules.registered.has(name)) return undefined;
  if (rules.hasUserList && context.allowed.has(name)) return undefined;
  if (!rules.hasUserList) return refused('global', `Unsupported class ${name}`);
  const late = LATE_NAMES.find(({ hinted }) => hinted.has(name));
  if (rules.hintsImports && late !== undefined) return refused('missing-import', late.hint);
  return refused('global', unsupportedGlobal(global, rules));
}

/** From 2.7 on the advice has the full name, and both have it without `builtins.`. */
function unsupportedGlobal(global: PickleGlobal, { torch }: TorchRules): string {
  const isFull = isSince(torch, '2.7');
  const name = isFull ? withoutBuiltins(fullName(global)) : fullName(global);
  const advised = isFull ? name : global.name;
  const manager = isSince(torch, '2.5')
    ? ` or the \`torch.serialization.safe_globals([${advised}])\` context manager to allowlist this global`
    : ' to allowlist this global';
  return (
    `Unsupported global: GLOBAL ${name} was not an allowed global by default. Please use ` +
    `\`torch.serialization.add_safe_globals([${advised}])\`${manager} if you trust this class/function.`
  );
}

export function callRefusal(callee: PickleValue, { rules }: CallContext): Refusal | undefined {
  if (!isGlobal(callee)) {
    const detail = `Trying to call reduce for unrecognized function ${shown(callee)}`;
    return refused('call', detail);
  }
  const name = fullName(callee);
  if (!rules.defaults.has(name)) return undefined;
  const type = uncallableType(name);
  return type === undefined
    ? undefined
    : raised('call', 'TypeError', `'${type}' object is not callable`);
}

/** Names that stand for things which cannot be called. */
function uncallableType(name: string): string | undefined {
  if (STORAGE_TYPE.test(name)) return 'StorageType';
  if (/^torch\.per_/.test(name)) return 'torch.qscheme';
  return /^torch\.[a-z]\w*$/.test(name) && name !== 'torch.device' ? 'torch.dtype' : undefined;
}

/** What `function(*args)` passes; `undefined` where `args` cannot be gone through. */
export function iteratedArguments(args: PickleValue): PickleValue | undefined {
  if (typeof args !== 'object' || args === null) return undefined;
  if (args.kind === 'float') return undefined;
  if (args.kind === 'list' || args.kind === 'set' || args.kind === 'frozenset') {
    return { kind: 'tuple', items: args.items };
  }
  return args.kind === 'dict' ? { kind: 'tuple', items: args.keys } : args;
}

export function newObjectRefusal(callee: PickleValue, context: CallContext): Refusal | undefined {
  const { rules } = context;
  const name = isGlobal(callee) ? fullName(callee) : undefined;
  if (name === 'torch.nn.parameter.Parameter') return undefined;
  if (name !== undefined && isUsers(name, context)) return undefined;
  if (!rules.hasUserList) {
    return refused('new-object', `Trying to instantiate unsupported class ${shown(callee)}`);
  }
  if (name !== undefined && rules.buildsDefaults && rules.defaults.has(name)) {
    return noClassRefusal(classOf(callee));
  }
  return refused(
    'new-object',
    'Can only create new object for nn.Parameter or classes allowlisted via ' +
      `\`add_safe_globals\` but got ${shown(callee)}`,
  );
}

/** Allowed, and nothing that has instances. */
function noClassRefusal(type: string | undefined): Refusal | undefined {
  if (type === undefined || type === 'type') return undefined;
  const shownType = type.replace('torch.serialization.', '');
  const base = type === 'function' ? type : 'object';
  const detail = `${base}.__new__(X): X is not a type object (${shownType})`;
  return raised('new-object', 'TypeError', detail);
}

const BUILDABLE: ReadonlySet<string> = new Set([
  'torch.Tensor',
  'torch.nn.parameter.Parameter',
  'collections.OrderedDict',
]);

export function buildRefusal(target: PickleValue, context: CallContext): Refusal | undefined {
  const { rules } = context;
  const type = classOf(target);
  if (type === undefined || BUILDABLE.has(type)) return undefined;
  const name = type.includes('.') ? type : `builtins.${type}`;
  if (isUsers(name, context)) return undefined;
  if (rules.buildsDefaults && rules.defaults.has(name)) return undefined;
  const got = `got <class '${type}'>`;
  if (!rules.hasUserList) {
    return refused('state', `Can only build Tensor, parameter or dict objects, but ${got}`);
  }
  const detail =
    'Can only build Tensor, Parameter, OrderedDict or types allowlisted via ' +
    `\`add_safe_globals\`, but ${got}`;
  // Python’s own containers have no place for a state, allowed or not.
  const isCurable = type.includes('.') || isNumpyDTypeClass(type);
  return refused('state', detail, isCurable ? { needs: type } : {});
}

export function appendRefusal(
  target: PickleValue,
  opcode: string,
  { rules }: CallContext,
): Refusal | undefined {
  const type = classOf(target);
  if (type === 'list' || type === undefined) return undefined;
  const isBuiltin = !type.includes('.');
  // Subclasses that a user allows: https://github.com/pytorch/pytorch/blob/main/torch/_weights_only_unpickler.py
  if (isSince(rules.torch, '2.14') && !isBuiltin) return undefined;
  const does = opcode === 'APPEND' ? 'append to' : 'extend';
  return refused('append', `Can only ${does} lists, but got <class '${type}'>`);
}

const EXACT_DICTS: ReadonlySet<string> = new Set([
  'dict',
  'collections.OrderedDict',
  'collections.Counter',
]);

/** Classes of Python’s whose values take no items. */
const WITHOUT_ITEMS: ReadonlySet<string> = new Set([
  'NoneType',
  'bool',
  'int',
  'float',
  'str',
  'bytes',
  'tuple',
  'set',
  'frozenset',
  'type',
]);

export function setItemRefusal(
  target: PickleValue,
  opcode: string,
  { rules }: CallContext,
): Refusal | undefined {
  const type = classOf(target);
  if (type === undefined) return undefined;
  if (!rules.exactDicts) {
    return WITHOUT_ITEMS.has(type)
      ? raised('set-item', 'TypeError', `'${type}' object does not support item assignment`)
      : undefined;
  }
  if (EXACT_DICTS.has(type)) return undefined;
  return refused(
    'set-item',
    `Can only ${opcode} for dict, collections.OrderedDict, collections.Counter, but got ` +
      `<class '${type}'>`,
  );
}

const MUTABLE: ReadonlySet<string> = new Set([
  'list',
  'dict',
  'set',
  'bytearray',
  'collections.OrderedDict',
  'collections.Counter',
  'collections.defaultdict',
  'collections.deque',
]);

const MOST_HASHED = 32;

/** Python hashes the keys of dicts. */
export function keyRefusal(key: PickleValue): Refusal | undefined {
  if (typeof key !== 'object') return undefined;
  const open: PickleValue[] = [key];
  // A tuple is as hashable as its items; a memo can make them many, and the first few tell.
  for (let seen = 0; seen < open.length; seen += 1) {
    const value = open[seen] ?? null;
    if (typeof value !== 'object' || value === null) continue;
    const type = classOf(value) ?? '';
    if (MUTABLE.has(type)) return raised('key', 'TypeError', `unhashable type: '${type}'`);
    if (value.kind !== 'tuple') continue;
    for (let index = 0; index < value.items.length && open.length < MOST_HASHED; index += 1) {
      open.push(value.items[index] ?? null);
    }
  }
  return undefined;
}

/** What is left to the caller of the unpickler is not refused here. */
export function persistentIdRefusal(id: PickleValue, rules: TorchRules): Refusal | undefined {
  const isTuple = typeof id === 'object' && id?.kind === 'tuple';
  if (!isTuple) {
    const type = classOf(id) ?? 'object';
    if (!rules.checksIds || type === 'int') return undefined;
    const detail = `persistent_load id must be tuple or int, but got <class '${type}'>`;
    return refused('persistent-id', detail);
  }
  const [what] = id.items;
  if (what === undefined) return undefined;
  if (what === 'storage') return undefined;
  const got = rules.checksIds ? `<class '${classOf(what) ?? 'object'}'>` : shown(what);
  return refused('persistent-id', `Only persistent_load of storage is allowed, but got ${got}`);
}
