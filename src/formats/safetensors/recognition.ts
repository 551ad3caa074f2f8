import { isWhiteSpace } from '../../decoders/json-text.ts';
import type { Probe } from '../format.ts';

const LENGTH_BYTES = 8;
const OPENING_BRACE = 0x7b;
const QUOTE = 0x22;
const CLOSING_BRACE = 0x7d;
const PICKLE_PROTOCOL = 0x80;

/** Whether a file begins as safetensors do: a length that can be one, then a JSON object. */
export function isSafetensors({ head, source }: Probe): boolean {
  if (head.length <= LENGTH_BYTES) return isStub(head, source.name);
  const length = head.subarray(0, LENGTH_BYTES);
  const hasSmallLength = length.subarray(4).every((byte) => byte === 0);
  if (head[LENGTH_BYTES] === OPENING_BRACE) {
    if (hasSmallLength) return length.subarray(1).some(Boolean) || (length[0] ?? 0) >= 2;
    // A length that no header has may still be one that was damaged; text is none.
    const next = head[LENGTH_BYTES + 1];
    return (next === QUOTE || next === CLOSING_BRACE) && !length.every(isText);
  }
  return hasSmallLength && beginsAfterWhiteSpace(head.subarray(LENGTH_BYTES));
}

/** The format wants the brace first; its reference reader also takes white space before it. */
function beginsAfterWhiteSpace(rest: Uint8Array): boolean {
  const start = rest.findIndex((byte) => !isWhiteSpace(byte));
  if (start < 1 || rest[start] !== OPENING_BRACE) return false;
  const next = rest.subarray(start + 1).find((byte) => !isWhiteSpace(byte));
  return next === QUOTE || next === CLOSING_BRACE;
}

/** So few bytes have no sign of any format. The name decides, unless they begin as something else. */
function isStub(head: Uint8Array, name: string): boolean {
  const [first] = head;
  return (
    name.toLowerCase().endsWith('.safetensors') &&
    first !== PICKLE_PROTOCOL &&
    first !== OPENING_BRACE
  );
}

function isText(byte: number): boolean {
  return isWhiteSpace(byte) || (byte > 0x20 && byte < 0x7f);
}
