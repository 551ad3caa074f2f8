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
