/** String and bytes literals of Python. */
import type { Value } from './value.ts';

const PREFIX = /(?:[rR]?[bB]|[bB][rR]|[rRuU])?(?='|")/y;

/**
 * The string or bytes literal that begins at `start`, and where it ends; `undefined` where none
 * does, or one that Python would not read.
 */
export function stringLiteral(
  text: string,
  start: number,
): { readonly value: Value; readonly end: number } | undefined {
  PREFIX.lastIndex = start;
  const [prefix] = PREFIX.exec(text) ?? [];
  if (prefix === undefined) return undefined;
  const open = start + prefix.length;
  const one = text.slice(open, open + 1);
  const quote = text.startsWith(one.repeat(3), open) ? one.repeat(3) : one;
  const close = endOfString(text, open + quote.length, quote);
  if (close === undefined) return undefined;
  const inside = text.slice(open + quote.length, close);
  const isBytes = /b/i.test(prefix);
  if (isBytes && codesOf(inside).some((code) => code > 0x7f)) return undefined;
  const decoded = /r/i.test(prefix) ? inside : unescaped(inside, isBytes);
  if (decoded === undefined) return undefined;
  return { value: isBytes ? bytesOf(decoded) : decoded, end: close + quote.length };
}

/** Where the closing quote stands. Only three quotes reach over lines. */
function endOfString(text: string, start: number, quote: string): number | undefined {
  for (let offset = start; offset < text.length; offset += 1) {
    const character = text[offset];
    if (character === '\\') offset += 1;
    else if (character === '\n' && quote.length === 1) return undefined;
    else if (text.startsWith(quote, offset)) return offset;
  }
  return undefined;
}

const ESCAPE = /\\(?:x([\da-fA-F]{2})|([0-7]{1,3})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g;
const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** `undefined` for an escape that Python refuses; one that it does not know it keeps as it is. */
function unescaped(text: string, isBytes: boolean): string | undefined {
  if (!text.includes('\\')) return text;
  let isSound = true;
  const decoded = text.replace(ESCAPE, (all, hex, octal, short, long, character) => {
    if (octal !== undefined) {
      const code = Number.parseInt(octal, 8);
      return String.fromCodePoint(isBytes ? code & 0xff : code);
    }
    if (isBytes && (short ?? long) !== undefined) return all;
    const digits = hex ?? short ?? long;
    if (digits === undefined) {
      // A name of Unicode’s, or too few digits.
      if (character === 'x' || (!isBytes && 'NuU'.includes(character))) isSound = false;
      return SIMPLE.get(character) ?? all;
    }
    const codePoint = Number.parseInt(digits, 16);
    if (codePoint > 0x10ffff) isSound = false;
    return codePoint > 0x10ffff ? '' : String.fromCodePoint(codePoint);
  });
  return isSound ? decoded : undefined;
}

function bytesOf(text: string): Value {
  return { kind: 'bytes', bytes: Uint8Array.from(codesOf(text)) };
}

function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}
