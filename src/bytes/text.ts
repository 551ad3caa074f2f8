/** Bytes to text, as the formats spell it: strict, so that two names never become one. */

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of `bytes` in UTF-8, or `undefined` where they are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Each byte as the code point of its number. Never fails and never merges two texts. */
export function latin1Text(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += 4096) {
    // Spreading the bytes takes five times as long.
    const piece = bytes.subarray(start, start + 4096);
    pieces.push(Reflect.apply(String.fromCharCode, String, piece));
  }
  return pieces.join('');
}

/**
 * UTF-8 in which lone surrogates may stand as three bytes each, Python’s `surrogatepass`:
 * https://docs.python.org/3/library/codecs.html#error-handlers. `undefined` where the bytes are
 * not even that. (A high surrogate spelled so before a low one becomes one character here, as in
 * every UTF-16 string; Python keeps them apart.)
 */
export function utf8TextWithSurrogates(bytes: Uint8Array): string | undefined {
  const strict = utf8Text(bytes);
  if (strict !== undefined) return strict;
  const pieces: string[] = [];
  let start = 0;
  for (let index = 0; index + 2 < bytes.length; index += 1) {
    if (bytes[index] !== 0xed) continue;
    const [second = 0, third = 0] = bytes.subarray(index + 1, index + 3);
    if (second < 0xa0 || second > 0xbf || third < 0x80 || third > 0xbf) continue;
    const before = utf8Text(bytes.subarray(start, index));
    if (before === undefined) return undefined;
    pieces.push(before, String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f)));
    start = index + 3;
    index += 2;
  }
  const rest = utf8Text(bytes.subarray(start));
  return rest === undefined ? undefined : pieces.join('') + rest;
}

/** `text` in Latin-1, or `undefined` where a character has no byte there. */
export function latin1Bytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0xff) return undefined;
    bytes[index] = unit;
  }
  return bytes;
}

/** `text` in UTF-8, in which a lone surrogate takes three bytes, as Python’s `surrogatepass` has it. */
export function utf8BytesWithSurrogates(text: string): Uint8Array {
  if (!hasLoneSurrogate(text)) return new TextEncoder().encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const unit = character.charCodeAt(0);
    const isLone = character.length === 1 && unit >= 0xd800 && unit <= 0xdfff;
    if (isLone) bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
    else bytes.push(...new TextEncoder().encode(character));
  }
  return Uint8Array.from(bytes);
}

/** Whether `text` has half a character: Python’s strings may, UTF-8 may not. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}
