import { LimitError, TruncatedError } from '../errors.ts';
import { Cursor } from './cursor.ts';
import type { ByteSource } from './source.ts';

const FIRST_READ = 64 * 1024;

/**
 * Decodes what begins at `start` and whose length only decoding can tell: hands `decode` ever
 * longer beginnings until one is long enough. `decode` starts over each time; doubling keeps that
 * cheap. Throws a `LimitError` where `limit` bytes do not suffice.
 */
export async function decodePrefix<Header>(
  source: ByteSource,
  start: number,
  limit: number,
  decode: (cursor: Cursor) => Header,
  firstRead = FIRST_READ,
): Promise<Header> {
  const longest = Math.min(limit, source.byteLength - start);
  for (let length = firstRead; ; length *= 2) {
    const end = start + Math.min(length, longest);
    try {
      return decode(new Cursor(await source.read(start, end), source.name, start));
    } catch (error) {
      if (!(error instanceof TruncatedError) || end === source.byteLength) throw error;
      if (end === start + limit) {
        throw new LimitError(
          `a header goes on after ${limit} bytes, the most that is read`,
          { file: source.name, offset: start },
          { kind: 'limit', data: { limit: 'pickleBytes' }, cause: error },
        );
      }
    }
  }
}
