import { type ByteSource, memorySource } from '../../src/bytes/source.ts';
import { SourceError } from '../../src/errors.ts';

/** A source that remembers what was read of it, as `[start, end]`. */
export function logged(source: ByteSource): ByteSource & { readonly reads: [number, number][] } {
  const reads: [number, number][] = [];
  return {
    ...source,
    reads,
    read(start, end) {
      reads.push([start, end]);
      return source.read(start, end);
    },
  };
}

/** A source whose read number `failing`, counted from 1, fails as a disk does. */
export function failing(
  name: string,
  bytes: Uint8Array,
  failingRead: number,
): ByteSource & { readonly count: () => number } {
  const source = memorySource(name, bytes);
  let count = 0;
  return {
    ...source,
    count: () => count,
    async read(start, end) {
      count += 1;
      if (count === failingRead) {
        throw new SourceError('an injected fault', { file: name, offset: start });
      }
      return source.read(start, end);
    },
  };
}
