/** Which bytes and escapes JSON may have. */

const SIMPLE_ESCAPES = '"\\/bfnrt';
const UNIT_DIGITS = 4;

/** What may stand between tokens. */
export function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Index of the first byte of what is not UTF-8; the length where everything is. */
export function invalidUtf8At(bytes: Uint8Array): number {
  let index = 0;
  while (index < bytes.length) {
    const length = sequenceLength(bytes, index);
    if (length === 0) return index;
    index += length;
  }
  return index;
}

/** https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G27506, table 3-7 */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  const second = bytes[index + 1] ?? 0;
  if (second < lowest || second > highest) return 0;
  for (let next = index + 2; next < index + length; next += 1) {
    if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/**
 * Where the escape at `index`, or the pair of them that spells one character, ends. `undefined` where
 * it is none, or half a surrogate pair: no text has such a character.
 */
export function escapeEnd(text: string, index: number): number | undefined {
  const letter = text[index + 1];
  if (letter !== 'u') {
    return letter !== undefined && SIMPLE_ESCAPES.includes(letter) ? index + 2 : undefined;
  }
  const unit = escapedUnit(text, index);
  const end = index + 2 + UNIT_DIGITS;
  if (unit === undefined || (unit >= 0xdc00 && unit <= 0xdfff)) return undefined;
  if (unit < 0xd800 || unit > 0xdbff) return end;
  const low = escapedUnit(text, end) ?? 0;
  return low >= 0xdc00 && low <= 0xdfff ? end + 2 + UNIT_DIGITS : undefined;
}

function escapedUnit(text: string, index: number): number | undefined {
  const digits = text.slice(index + 2, index + 2 + UNIT_DIGITS);
  if (!text.startsWith('\\u', index) || !/^[\da-f]{4}$/i.test(digits)) return undefined;
  return Number.parseInt(digits, 16);
}
