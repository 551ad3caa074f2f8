/** Reading an archive’s headers one after the other, many with each read where they lie close together. */
import type { ByteSource } from '../bytes/source.ts';

const CHUNK_BYTES = 64 * 1024;

/** A source that reads ahead where the last read was near; what is far apart is read by itself. */
export function readingAhead(source: ByteSource): ByteSource {
  const { name, byteLength } = source;
  let chunk = new Uint8Array(0);
  let from = 0;
  let last = 0;
  return {
    name,
    byteLength,
    async read(start, end) {
      if (start < from || end > from + chunk.byteLength) {
        const isNear = start >= last && start - last < CHUNK_BYTES / 8;
        const most = isNear ? Math.max(end, start + CHUNK_BYTES) : end;
        chunk = (await source.read(start, Math.min(most, byteLength))) as Uint8Array<ArrayBuffer>;
        from = start;
      }
      last = end;
      return chunk.subarray(start - from, end - from);
    },
  };
}
