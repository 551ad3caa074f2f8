/**
 * Why CPython refuses what is decoded here: what a stream says is kept though an object would not take
 * it, since another class might.
 */
const REFUSALS: readonly (readonly [words: RegExp, reason: string])[] = [
  [/^TypeError: '.*' object is not callable/, 'a call of what cannot be called'],
  [/^TypeError: argument list must be a tuple/, 'arguments that were computed'],
  [/^TypeError: unhashable type/, 'keys that cannot be hashed'],
  [
    /^UnpicklingError: NEWOBJ(?:_EX)? class argument must be a type/,
    'an instance of what is no class',
  ],
  [/^UnpicklingError: NEWOBJ_EX args argument must be a tuple/, 'arguments that were computed'],
  [
    /^(?:ValueError: unregistered extension code|UnpicklingError: EXT specifies code <= 0)/,
    'a number without a name',
  ],
  [/^UnpicklingError: STACK_GLOBAL requires str/, 'a computed name'],
  [/^TypeError: memoryview: a bytes-like object is required/, 'a view of what is no buffer'],
  [
    /^MemoryError|^OverflowError: Python int too large to convert to C ssize_t/,
    'for want of memory',
  ],
  [/^UnpicklingError: NEWOBJ args argument must be a tuple/, 'arguments that were computed'],
  [
    /^(?:UnpicklingError: NEWOBJ_EX kwargs argument must be a dict|TypeError: keywords must be strings)/,
    'keywords that are no dict',
  ],
  [
    /^UnpicklingError: state is not a dictionary|'bytes' object (?:has no|does not support)/,
    'what is done to a buffer',
  ],
  [/^UnicodeDecodeError: 'utf-8'/, 'a str of Python 2 that is not UTF-8'],
];

export function refusalReason(error: string): string | undefined {
  return REFUSALS.find(([words]) => words.test(error))?.[1];
}

/** Why something is refused here that CPython takes. */
const OWN_REFUSALS: readonly (readonly [words: RegExp, reason: string])[] = [
  [
    /^(?:SETITEMS|APPENDS|BUILD) on a (?:list|bytearray|set|dict|tuple|frozenset|bytes|str|int|bool|float|None)/,
    'what no pickler does to a plain value',
  ],
];

export function ownReason(finding: string): string | undefined {
  return OWN_REFUSALS.find(([words]) => words.test(finding))?.[1];
}

/** Arguments of allowed classes that make none: what Python itself says of them is not foreseen. */
const ODD_ARGUMENTS =
  /is not iterable|takes an iterable|missing required argument|dictionary update sequence|need more than 1 value|positional argument|expected at (?:most|least)|incompatible function arguments|invalid combination of arguments|must be (?:int|str|tuple|a real number)|has no attribute 'dtype'/;

export function oddArguments(exception: string, message: string): boolean {
  return /^(?:Type|Value|Attribute|Index|Key)Error$/.test(exception) && ODD_ARGUMENTS.test(message);
}

/** What torch refuses of the bytes of storages, at which is not looked. */
export function isOfStoredBytes(message: string): boolean {
  return /reading file data\/\S+: unexpected decompressed size/.test(message);
}

/** An archive that says to be of torch.package is shown as that: a list, in which `data.pkl` is one of many. */
export function isPackage(root: unknown): boolean {
  return typeof root === 'object' && root !== null && 'package' in root;
}

/** CPython’s own unpickler calls with tuples only, and so it is read here; torch’s takes lists as well. */
const COMPUTED = /REDUCE with arguments that are no tuple/;

export function isOfArguments(root: unknown): boolean {
  const isRefused = typeof root === 'object' && root !== null && 'refused' in root;
  return isRefused && COMPUTED.test(String(root.refused));
}

/** A name is shown as a name, wherever it stands; torch gives what it names. */
export function namesAlike(shown: unknown, loaded: unknown): boolean {
  if (typeof shown !== 'object' || shown === null) return Object.is(shown, loaded);
  if (typeof loaded !== 'object' || loaded === null) return false;
  if ('global' in shown && 'other' in loaded) return true;
  const [ours, theirs] = [Object.entries(shown), new Map(Object.entries(loaded))];
  return (
    ours.length === theirs.size &&
    ours.every(([key, value]) => theirs.has(key) && namesAlike(value, theirs.get(key)))
  );
}
