/** Python’s spellings of values in text, as the opcodes of protocol 0 carry them. */
import { latin1Text, utf8Text } from '../../bytes/text.ts';
import type { PickleBytes } from './value.ts';

// A line may be as long as the file: each of these takes time linear in its length. Spaces are those
// of C’s `isspace`, fewer than those of `String.trim`.

/** `int(text, 0)` of CPython 3.11: https://docs.python.org/3/library/functions.html#int */
const PYTHON_INT =
  /^[ \t\v\f\r]*([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?[0-9])*)[ \t\v\f\r]*$/;
const PYTHON_DECIMAL = /^[ \t\v\f\r]*([+-]?)(\d(?:_?\d)*)[ \t\v\f\r]*$/;
const C_OCTAL = /^[ \t\v\f\r]*([+-]?)0([0-7]+)$/;
const PYTHON_FLOAT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const PYTHON_NON_FINITE = /^([+-]?)(inf|infinity|nan)$/i;

/** The integer that `text` spells, or `undefined`. */
export function pythonInt(text: string): number | bigint | undefined {
  return intOf(PYTHON_INT, cText(text));
}

/** `int(text, 10)`, as GET and PUT read their memo index. */
export function pythonDecimal(text: string): number | bigint | undefined {
  return intOf(PYTHON_DECIMAL, cText(text));
}

/** To C, a NUL ends a text, whatever follows. */
function cText(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function intOf(form: RegExp, text: string): number | bigint | undefined {
  const [, sign, digits] = form.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = BigInt(digits.replaceAll('_', ''));
  return normalInt(sign === '-' ? -value : value);
}

/**
 * What the INT opcode makes of its line: C’s `strtol` comes first there, to which 010 is octal, and
 * nothing before a NUL is 0. A line of two characters that it takes for 0 or 1 is a bool.
 */
export function pythonIntOrBool(line: string): number | bigint | boolean | undefined {
  const text = cText(line);
  const octal = C_OCTAL.exec(text);
  const isNothing = text === '' && line !== '';
  const value = isNothing ? 0 : octal ? pythonInt(`${octal[1]}0o${octal[2]}`) : pythonInt(text);
  const isBool = line.length === 2 && /^(?:.?\d)?$/.test(text) && (value === 0 || value === 1);
  return isBool ? value === 1 : value;
}

/** The float that `line` spells, or `undefined`; only `inf` spells one that is infinite. */
export function pythonFloat(line: string): number | undefined {
  const text = cText(line);
  if (PYTHON_FLOAT.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const [, sign, word] = PYTHON_NON_FINITE.exec(text) ?? [];
  if (word === undefined) return undefined;
  if (/nan/i.test(word)) return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** A little-endian two’s complement integer of any length; no bytes are 0. */
export function twosComplement(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0;
  const negative = (bytes.at(-1) ?? 0) >= 0x80;
  let hex = '';
  for (const byte of bytes) hex = byte.toString(16).padStart(2, '0') + hex;
  const value = BigInt(`0x${hex}`);
  return normalInt(negative ? value - (1n << BigInt(8 * bytes.length)) : value);
}

/** A `number` where that is exact, as everywhere in a `PickleValue`. */
export function normalInt(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
    ? Number(value)
    : value;
}

/** A `str` of Python 2: text where it is UTF-8, as `torch.load` reads it, else its bytes. */
export function python2Str(bytes: Uint8Array): string | PickleBytes {
  return utf8Text(bytes) ?? { kind: 'bytes', bytes };
}

const SIMPLE_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['\\', 0x5c],
  ["'", 0x27],
  ['"', 0x22],
  ['a', 0x07],
  ['b', 0x08],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['v', 0x0b],
]);
const BYTES_ESCAPE = /\\(?:([\\'"abfnrtv])|x([0-9a-fA-F]{2})|([0-7]{1,3})|(x|$))/g;

/** The bytes of a quoted Python 2 literal, or `undefined` where it is not quoted or not valid. */
export function quotedBytes(line: Uint8Array): Uint8Array | undefined {
  const text = latin1Text(line);
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || text.at(-1) !== quote)
    return undefined;
  let valid = true;
  const unescaped = text.slice(1, -1).replace(BYTES_ESCAPE, (_escape, simple, hex, octal, bad) => {
    if (bad !== undefined) valid = false;
    if (simple !== undefined) return String.fromCharCode(SIMPLE_ESCAPES.get(simple) ?? 0);
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    return '';
  });
  return valid ? Uint8Array.from(unescaped, (unit) => unit.charCodeAt(0)) : undefined;
}

const UNICODE_ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([uU])|[\s\S])/g;

/** Text in Python’s raw-unicode-escape: Latin-1 but for `\u` and `\U`. */
export function rawUnicodeEscape(line: Uint8Array): string | undefined {
  let valid = true;
  const text = latin1Text(line).replace(UNICODE_ESCAPE, (written, short, long, bad) => {
    const codePoint = Number.parseInt(short ?? long ?? '0', 16);
    if (bad !== undefined || codePoint > 0x10ffff) valid = false;
    else if (short !== undefined || long !== undefined) return String.fromCodePoint(codePoint);
    return written;
  });
  return valid ? text : undefined;
}
