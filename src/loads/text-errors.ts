/** How Python says that bytes are no UTF-8. */

interface Broken {
  readonly start: number;
  readonly end: number;
  readonly reason: 'invalid start byte' | 'invalid continuation byte' | 'unexpected end of data';
}

/** The message of the UnicodeDecodeError that decoding `bytes` raises, or `undefined`. */
export function utf8Error(bytes: Uint8Array, passesSurrogates = false): string | undefined {
  const broken = firstBroken(bytes, passesSurrogates);
  if (broken === undefined) return undefined;
  const { start, end, reason } = broken;
  const hex = (bytes[start] ?? 0).toString(16).padStart(2, '0');
  const what =
    end - start > 1
      ? `bytes in position ${start}-${end - 1}`
      : `byte 0x${hex} in position ${start}`;
  return `'utf-8' codec can't decode ${what}: ${reason}`;
}

function firstBroken(bytes: Uint8Array, passesSurrogates: boolean): Broken | undefined {
  for (let start = 0; start < bytes.length; ) {
    const first = bytes[start] ?? 0;
    if (first < 0x80) {
      start += 1;
      continue;
    }
    const length = sequenceLength(first);
    if (length === 0) return { start, end: start + 1, reason: 'invalid start byte' };
    for (let index = 1; index < length; index += 1) {
      const byte = bytes[start + index];
      if (byte === undefined) return { start, end: bytes.length, reason: 'unexpected end of data' };
      if (!continues(first, byte, index, passesSurrogates)) {
        return { start, end: start + index, reason: 'invalid continuation byte' };
      }
    }
    start += length;
  }
  return undefined;
}

function sequenceLength(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/** Overlong forms, surrogates and what is beyond Unicode show in the second byte. */
function continues(first: number, byte: number, index: number, passesSurrogates: boolean): boolean {
  if (byte < 0x80 || byte > 0xbf) return false;
  if (index > 1) return true;
  if (first === 0xe0) return byte >= 0xa0;
  if (first === 0xed) return passesSurrogates || byte < 0xa0;
  if (first === 0xf0) return byte >= 0x90;
  return first !== 0xf4 || byte < 0x90;
}
