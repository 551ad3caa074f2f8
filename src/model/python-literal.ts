/**
 * Values from Python’s own spelling of them: what `repr` wrote of a dict, a list, a number. Nothing
 * is looked up or called: what is no literal stays a name or an opaque value.
 */
import { isDType } from './dtype.ts';
import { stringLiteral } from './python-string.ts';
import type { Opaque, Sequence, Value } from './value.ts';

/** The value that `text` spells; `undefined` where it is no Python of the kind `repr` writes. */
export function parsePythonLiteral(text: string): Value | undefined {
  const reader: Reader = { text, offset: 0, depth: 0 };
  const value = expression(reader);
  skipSpace(reader);
  return reader.offset === text.length ? value : undefined;
}

interface Reader {
  readonly text: string;
  offset: number;
  depth: number;
}

/** CPython’s own parser gives up at 200 nested brackets. */
const MOST_BRACKETS = 200;
/** Python itself reads no int of more digits from text. */
const MOST_DIGITS = 4300;

/** `undefined` stands for “no value here” throughout; a parser that gives it may have moved on. */
type Parsed = Value | undefined;

function expression(reader: Reader): Parsed {
  skipSpace(reader);
  const { text, offset } = reader;
  const string = stringLiteral(text, offset);
  if (string !== undefined) {
    reader.offset = string.end;
    return string.value;
  }
  switch (text[offset]) {
    case '<':
      return angled(reader);
    case '[':
      return inBrackets(reader, listed);
    case '(':
      return inBrackets(reader, parenthesized);
    case '{':
      return inBrackets(reader, braced);
    default:
      return number(reader) ?? named(reader);
  }
}

function inBrackets<Result>(
  reader: Reader,
  read: (reader: Reader) => Result | undefined,
): Result | undefined {
  if (reader.depth === MOST_BRACKETS) return undefined;
  reader.depth += 1;
  reader.offset += 1;
  const result = read(reader);
  reader.depth -= 1;
  return result;
}

function listed(reader: Reader): Parsed {
  const items = itemsUntil(reader, ']');
  return items && { kind: 'list', items: items.values };
}

/** A tuple, or one value in parentheses. */
function parenthesized(reader: Reader): Parsed {
  const items = itemsUntil(reader, ')');
  const [only] = items?.values ?? [];
  const isGroup = items?.values.length === 1 && !items.hasComma;
  return isGroup ? only : items && { kind: 'tuple', items: items.values };
}

interface Items {
  readonly values: readonly Value[];
  /** Whether a comma stands behind the last one. */
  readonly hasComma: boolean;
}

function itemsUntil(reader: Reader, end: string): Items | undefined {
  const values: Value[] = [];
  let hasComma = false;
  for (;;) {
    if (take(reader, end)) return { values, hasComma };
    if (values.length > 0 && !hasComma) return undefined;
    const value = expression(reader);
    if (value === undefined) return undefined;
    values.push(value);
    hasComma = take(reader, ',');
  }
}

/** A dict, or a set. */
function braced(reader: Reader): Parsed {
  if (take(reader, '}')) return { kind: 'mapping', type: 'dict', entries: new Map() };
  const first = expression(reader);
  if (first === undefined) return undefined;
  if (!take(reader, ':')) {
    if (!take(reader, ',')) return take(reader, '}') ? setOf('set', [first]) : undefined;
    const rest = itemsUntil(reader, '}');
    return rest && setOf('set', [first, ...rest.values]);
  }
  const entries = new Map<Value, Value>();
  for (let key: Parsed = first; ; key = expression(reader)) {
    if (key === undefined || (entries.size > 0 && !take(reader, ':'))) return undefined;
    const value = expression(reader);
    if (value === undefined) return undefined;
    entries.set(key, value);
    const hasComma = take(reader, ',');
    if (take(reader, '}')) return { kind: 'mapping', type: 'dict', entries };
    if (!hasComma) return undefined;
  }
}

function setOf(kind: 'set' | 'frozenset', items: readonly Value[]): Sequence {
  return { kind, items };
}

const NUMBER =
  /([+-]?)\s*(?:(0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(inf|nan))(j?)(?![\w.])/y;

function number(reader: Reader): Parsed {
  const first = plainNumber(reader);
  if (first === undefined) return undefined;
  // `(1+2j)`: the second part stands right behind the first, with its sign.
  const { offset, text } = reader;
  if (first.isImaginary || !/[+-]/.test(text[offset] ?? '')) return valueOfNumber(first);
  const second = plainNumber(reader);
  if (second?.isImaginary !== true) return undefined;
  return { kind: 'complex', real: Number(first.value), imaginary: Number(second.value) };
}

interface PlainNumber {
  readonly value: number | bigint;
  readonly isFloat: boolean;
  readonly isImaginary: boolean;
}

function plainNumber(reader: Reader): PlainNumber | undefined {
  NUMBER.lastIndex = reader.offset;
  const [all, sign, based, decimal = '', word, j] = NUMBER.exec(reader.text) ?? [];
  if (all === undefined) return undefined;
  const isFloat = based === undefined && !/^\d+$/.test(decimal);
  const isImaginary = j === 'j';
  const value = isFloat || isImaginary ? floatOf(word ?? decimal) : integerOf(based ?? decimal);
  if (value === undefined) return undefined;
  reader.offset += all.length;
  return { value: sign === '-' ? -value : value, isFloat, isImaginary };
}

function floatOf(text: string): number {
  return text === 'inf' ? Number.POSITIVE_INFINITY : text === 'nan' ? Number.NaN : Number(text);
}

/** Python has no `007`. */
function integerOf(text: string): number | bigint | undefined {
  if (text.length > MOST_DIGITS || /^0+[1-9]/.test(text)) return undefined;
  const value = BigInt(text);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function valueOfNumber({ value, isFloat, isImaginary }: PlainNumber): Value {
  if (isImaginary) return { kind: 'complex', real: 0, imaginary: Number(value) };
  // An int has no negative zero.
  return isFloat ? { kind: 'float', value: Number(value) } : value === 0 ? 0 : value;
}

const NAME = /[\p{L}_][\p{L}\p{N}_]*(?:\.(?:[\p{L}_][\p{L}\p{N}_]*|<locals>))*/uy;
const CONSTANTS: ReadonlyMap<string, Value> = new Map([
  ['None', null],
  ['True', true],
  ['False', false],
]);

function named(reader: Reader): Parsed {
  NAME.lastIndex = reader.offset;
  const [name] = NAME.exec(reader.text) ?? [];
  if (name === undefined) return undefined;
  reader.offset += name.length;
  if (reader.text[reader.offset] === '(') return called(reader, name);
  const constant = CONSTANTS.get(name);
  if (constant !== undefined) return constant;
  const dtype = /^torch\.(\w+)$/.exec(name)?.[1] ?? '';
  return isDType(dtype) ? { kind: 'dtype', name: dtype } : { kind: 'global', name };
}

function called(reader: Reader, name: string): Parsed {
  const call = inBrackets(reader, callOf);
  if (call === undefined) return undefined;
  return knownCall(name, call) ?? { kind: 'opaque', type: QUALIFIED.get(name) ?? name, ...call };
}

type Call = Required<Pick<Opaque, 'args'>> & Pick<Opaque, 'kwargs'>;

const KEYWORD = /\s*([\p{L}_][\p{L}\p{N}_]*)\s*=/uy;

function callOf(reader: Reader): Call | undefined {
  const args: Value[] = [];
  const kwargs = new Map<string, Value>();
  for (let hasComma = true; ; hasComma = take(reader, ',')) {
    if (take(reader, ')')) return kwargs.size === 0 ? { args } : { args, kwargs };
    if (!hasComma) return undefined;
    KEYWORD.lastIndex = reader.offset;
    const [all = '', keyword] = KEYWORD.exec(reader.text) ?? [];
    reader.offset += all.length;
    const value = expression(reader);
    if (value === undefined) return undefined;
    if (keyword === undefined) args.push(value);
    else kwargs.set(keyword, value);
  }
}

/** `repr` leaves the module out. */
const QUALIFIED: ReadonlyMap<string, string> = new Map(
  ['PosixPath', 'WindowsPath', 'PurePosixPath', 'PureWindowsPath']
    .map((name): [string, string] => [name, `pathlib.${name}`])
    .concat([['OrderedDict', 'collections.OrderedDict']]),
);

/** Calls that are literals in all but form, as pickles have them. */
function knownCall(name: string, { args, kwargs }: Call): Parsed {
  const [first, second] = args;
  if (second !== undefined) return undefined;
  if (name === 'set' || name === 'frozenset') {
    if (first === undefined) return setOf(name, []);
    const isItems = typeof first === 'object' && first !== null && first.kind === 'set';
    return isItems ? setOf(name, first.items) : undefined;
  }
  if (name === 'bytearray' && typeof first === 'object' && first?.kind === 'bytes') {
    return { kind: 'bytearray', bytes: first.bytes };
  }
  if (name !== 'datetime.timedelta' || kwargs === undefined) return undefined;
  const parts = ['days', 'seconds', 'microseconds'].map((part) => kwargs.get(part) ?? 0);
  return { kind: 'opaque', type: name, args: parts };
}

/** `<class 'a.B'>` is the class; any other text in angle brackets is kept as the type it says. */
function angled(reader: Reader): Parsed {
  const start = reader.offset;
  let depth = 0;
  for (let offset = start; offset < reader.text.length; offset += 1) {
    const character = reader.text[offset];
    if (character === '<') depth += 1;
    if (character !== '>') continue;
    depth -= 1;
    if (depth > 0) continue;
    reader.offset = offset + 1;
    const text = reader.text.slice(start, reader.offset);
    const name = /^<class '([^']+)'>$/.exec(text)?.[1];
    return name === undefined ? { kind: 'opaque', type: text } : { kind: 'global', name };
  }
  return undefined;
}

function take(reader: Reader, character: string): boolean {
  skipSpace(reader);
  if (reader.text[reader.offset] !== character) return false;
  reader.offset += 1;
  return true;
}

const SPACE = /[ \t\n\r\f]*/y;

function skipSpace(reader: Reader): void {
  SPACE.lastIndex = reader.offset;
  reader.offset += SPACE.exec(reader.text)?.[0].length ?? 0;
}
