/** What torch’s restricted unpickler does, by version. */
import { allowedGlobals, registeredGlobals } from './allowed-globals.ts';
import { isSince, type TorchVersion } from './torch-version.ts';

/** https://github.com/pytorch/pytorch/blob/v2.13.0/torch/_weights_only_unpickler.py (`Unpickler`) */
export interface TorchRules {
  readonly torch: TorchVersion;
  /** The names it takes by default. */
  readonly defaults: ReadonlySet<string>;
  /** Names on the list that users add to, before they add any. */
  readonly registered: ReadonlySet<string>;
  readonly opcodes: ReadonlySet<string>;
  /** Which pickles it translates Python 2’s names in. */
  readonly python2Names: 'none' | 'protocol 2' | 'all';
  /** There is a list that users can add names to. */
  readonly hasUserList: boolean;
  /** That list takes `(object, 'full.name')`. */
  readonly takesPairs: boolean;
  /** Modules of the operating system are refused even where a user allows them. */
  readonly blocksModules: boolean;
  /** Says which import is missing, rather than which name. */
  readonly hintsImports: boolean;
  /** NEWOBJ and BUILD take classes of its own list too, not only those of the user’s. */
  readonly buildsDefaults: boolean;
  /** SETITEM and SETITEMS want a dict, OrderedDict or Counter, and no subclass. */
  readonly exactDicts: boolean;
  /** Refuses ids that are neither a tuple nor an int itself; earlier ones leave that to the caller. */
  readonly checksIds: boolean;
  /** Refuses TorchScript and tar archives, rather than loading them some other way. */
  readonly refusesContainers: boolean;
  /** Compares the length of a storage’s record with what the pickle says. */
  readonly checksRecords: boolean;
  /** Says more of archives that cannot be read than its zip library does. */
  readonly explainsArchives: boolean;
  /** Reads files named `.safetensors` with that library. */
  readonly readsSafetensors: boolean;
}

const OPCODES = `PROTO STOP GLOBAL NEWOBJ REDUCE BUILD APPEND APPENDS SETITEM SETITEMS MARK TUPLE
  TUPLE1 TUPLE2 TUPLE3 EMPTY_TUPLE EMPTY_LIST EMPTY_DICT EMPTY_SET NONE NEWTRUE NEWFALSE BININT
  BININT1 BININT2 BINUNICODE SHORT_BINSTRING BINPERSID BINGET LONG_BINGET BINPUT LONG_BINPUT
  LONG1`.split(/\s+/);

/** `undefined` where torch had no `weights_only` yet. */
export function torchRules(torch: TorchVersion): TorchRules | undefined {
  const since = (version: string) => isSince(torch, version);
  if (!since('1.13')) return undefined;
  return {
    torch,
    defaults: allowedGlobals(torch),
    registered: registeredGlobals(torch),
    // 1.13 refuses every float.
    opcodes: new Set(since('2.0') ? [...OPCODES, 'BINFLOAT'] : OPCODES),
    python2Names: since('2.6') ? 'all' : since('2.4') ? 'protocol 2' : 'none',
    hasUserList: since('2.4'),
    takesPairs: since('2.6'),
    // https://github.com/pytorch/pytorch/pull/131259
    blocksModules: since('2.5'),
    hintsImports: since('2.6'),
    buildsDefaults: since('2.6'),
    // https://github.com/advisories/GHSA-63cw-57p8-fm3p
    exactDicts: since('2.10'),
    checksIds: since('2.10'),
    // https://github.com/pytorch/pytorch/pull/145020
    refusesContainers: since('2.6'),
    checksRecords: since('2.10'),
    explainsArchives: since('2.10'),
    readsSafetensors: since('2.10'),
  };
}

/** Refused whatever a user allows. */
export const BLOCKED_MODULES: ReadonlySet<string> = new Set(['sys', 'os', 'posix', 'nt']);

/** Python 2’s names that torch translates: fewer than Python does. */
const MODULES: ReadonlyMap<string, string> = new Map([
  ['__builtin__', 'builtins'],
  ['copy_reg', 'copyreg'],
  ['Queue', 'queue'],
  ['repr', 'reprlib'],
  ['_abcoll', 'collections.abc'],
  ['UserDict', 'collections'],
  ['UserList', 'collections'],
  ['UserString', 'collections'],
  ['whichdb', 'dbm'],
  ['StringIO', 'io'],
  ['cStringIO', 'io'],
]);
const NAMES: ReadonlyMap<string, readonly [module: string, name: string]> = new Map([
  ['__builtin__ xrange', ['builtins', 'range']],
  ['__builtin__ reduce', ['functools', 'reduce']],
  ['__builtin__ intern', ['sys', 'intern']],
  ['__builtin__ unichr', ['builtins', 'chr']],
  ['__builtin__ unicode', ['builtins', 'str']],
  ['__builtin__ long', ['builtins', 'int']],
  ['__builtin__ basestring', ['builtins', 'str']],
  ['itertools izip', ['builtins', 'zip']],
  ['itertools imap', ['builtins', 'map']],
  ['itertools ifilter', ['builtins', 'filter']],
  ['itertools ifilterfalse', ['itertools', 'filterfalse']],
  ['itertools izip_longest', ['itertools', 'zip_longest']],
  ['UserDict IterableUserDict', ['collections', 'UserDict']],
  ['exceptions StandardError', ['builtins', 'Exception']],
]);

/** The name that torch looks up for one that stands in a pickle of `protocol`. */
export function torchName(
  module: string,
  name: string,
  { python2Names }: TorchRules,
  protocol: number,
): readonly [module: string, name: string] {
  const translates = python2Names === 'all' || (python2Names === 'protocol 2' && protocol === 2);
  if (!translates) return [module, name];
  return NAMES.get(`${module} ${name}`) ?? [MODULES.get(module) ?? module, name];
}
