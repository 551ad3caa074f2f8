import type { ByteSource } from '../bytes/source.ts';
import { MalformedError } from '../errors.ts';

const SAMPLE_BYTES = 2 ** 20;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** By chance one line feed in 256 has a carriage return before it. */
const LEAST_LINES = 4;

/**
 * Explains an error by what ruined the file, where that shows: a transfer in text mode puts a
 * carriage return before every line feed, and no offset fits any more.
 */
export async function explained(
  error: MalformedError,
  source: ByteSource,
): Promise<MalformedError> {
  const bytes = await source.read(0, Math.min(source.byteLength, SAMPLE_BYTES));
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (bytes[at - 1] !== CARRIAGE_RETURN) return error;
    lines += 1;
  }
  if (lines < LEAST_LINES) return error;
  return new MalformedError(
    `${error.finding}: the file went through a transfer in text mode, which put a carriage return ` +
      'before every line feed',
    error.place,
    { kind: 'text-mode-transfer', cause: error },
  );
}
