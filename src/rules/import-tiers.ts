/** How far a name that a pickle imports is to be trusted. */
import { allowedGlobals, registeredGlobals } from '../loads/allowed-globals.ts';
import { isJudgedByName, judgement } from '../loads/known-names.ts';
import { globMatches } from '../model/glob.ts';
import type { Contents, FoundPickle, Import } from '../security/evidence.ts';

/** `inert`: it only makes values. `dangerous`: it is known to do more. `unknown`: nobody looked. */
type Tier = 'inert' | 'unknown' | 'dangerous';

export interface Tiered {
  readonly tier: Tier;
  readonly reason: string;
}

const NEWEST = { major: 2, minor: 13 };
const TORCH_NAMES = new Set([...allowedGlobals(NEWEST), ...registeredGlobals(NEWEST)]);
const TORCH: Tiered = { tier: 'inert', reason: 'torch loads it with weights_only=True' };
/** Harmless where it is plain what every use of them does; dangerous elsewhere. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ['torch.storage._load_from_bytes', 'the bytes that it unpickles were looked through'],
  ['builtins.getattr', 'what it reaches was resolved'],
  ['functools.partial', 'it holds a function'],
]);
/** Attributes of attributes: more no class has. */
const MOST_STEPS = 16;
/** Of Python itself: what is an attribute of something there may be anything. */
const STANDARD = new Set(
  `builtins collections pathlib datetime decimal fractions argparse typing types copyreg functools
  operator enum dataclasses random math re string json logging warnings weakref contextlib itertools
  _codecs codecs copy abc numbers statistics uuid`.split(/\s+/),
);
/** Their modules import Python’s; their classes are as good as any. */
const LIBRARIES = new Set(['torch', 'numpy', 'pandas', 'scipy', 'sklearn', 'transformers']);
const CLASS = /^_*[A-Z]/;
/** Attributes through which everything else is reached. */
const REACHING = new Set(
  `__globals__ __builtins__ __builtin__ __class__ __subclasses__ __base__ __bases__ __mro__ mro __dict__
  __getattribute__ __getattr__ __setattr__ __code__ __closure__ __import__ __loader__ __spec__ __func__
  __self__ __wrapped__ __reduce__ __reduce_ex__ __setstate__ __call__ __get__ __module__
  __init_subclass__ __class_getitem__ __defaults__ func_globals f_globals gi_frame`.split(/\s+/),
);

export function tierOf(used: Import): Tiered {
  const { module, name, uses, plainCalls } = used;
  const fullName = `${module}.${name}`;
  if (TORCH_NAMES.has(fullName)) return TORCH;
  const plain = PLAIN.get(fullName);
  if (plain !== undefined && plainCalls > 0 && plainCalls === uses) {
    return { tier: 'inert', reason: plain };
  }
  // Making an instance is what calling the class does, too.
  const owner = name.replace(/\.__new__$/, '');
  if (owner !== name) return tierOf({ ...used, name: owner });
  if (name.includes('.')) return dottedTier(module, name);
  const { harmless, reason } = judgement(module, name);
  if (harmless === 'no') return { tier: 'dangerous', reason };
  const isInert = harmless === 'yes' && (isJudgedByName(module, name) || isDType(module, name));
  return { tier: isInert ? 'inert' : 'unknown', reason };
}

/** `os.system` of `pathlib`: what a module imports itself is an attribute of it. */
function dottedTier(module: string, name: string): Tiered {
  const steps = name.split('.', MOST_STEPS);
  const [first = ''] = steps;
  const all = [module, ...steps];
  for (let from = 0; from < all.length; from += 1) {
    for (let last = from; last < all.length; last += 1) {
      const owner = all.slice(from, last + 1).join('.');
      // Modules that import others without giving them away call them `_os`.
      const { harmless, reason } = judgement(owner.replace(/^_+/, ''), all[last + 1] ?? '');
      if (harmless === 'no') return { tier: 'dangerous', reason };
    }
  }
  const through = `it reaches through ${module} for ${name}`;
  if (steps.some((step) => REACHING.has(step))) return { tier: 'dangerous', reason: through };
  const [library = ''] = module.split('.', 1);
  const isClass = CLASS.test(first);
  if (STANDARD.has(library) || (LIBRARIES.has(library) && !isClass)) {
    return { tier: 'dangerous', reason: through };
  }
  return { tier: 'unknown', reason: judgement(module, name).reason };
}

function isDType(module: string, name: string): boolean {
  return module === 'numpy.dtypes' && /^[A-Z]\w*DType$/.test(name);
}

/** Pickles that some loader unpickles: those in plain bytes and behind other bytes wait for one that does. */
export function unpickled({ pickles }: Contents): readonly FoundPickle[] {
  return pickles.filter(({ role }) => role !== 'passive' && role !== 'stray');
}

/** Everything that is imported, each name once. */
export function importsOf(pickles: readonly FoundPickle[]): readonly PlacedImport[] {
  const found = new Map<string, PlacedImport>();
  for (const { member, imports } of pickles) {
    for (const used of imports) {
      const key = `${used.module}\0${used.name}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { ...used, member, ...tierOf(used) });
      // The same name may be harmless in one pickle only for what it is called with there.
      else found.set(key, worse(known, { ...used, member, ...tierOf(used) }));
    }
  }
  return [...found.values()];
}

export interface PlacedImport extends Import, Tiered {
  readonly member: string;
}

function worse(known: PlacedImport, other: PlacedImport): PlacedImport {
  const count = known.count + other.count;
  const isWorse = other.tier === 'dangerous' && known.tier !== 'dangerous';
  return { ...(isWorse ? other : known), count };
}

export function isAllowed({ module, name }: Import, allowed: readonly string[]): boolean {
  return allowed.some((glob) => globMatches(glob, `${module}.${name}`));
}

/** `entry "data.pkl"`, or nothing for the file itself. */
export function inMember(member: string): string {
  return member === '' ? '' : ` in "${member}"`;
}
