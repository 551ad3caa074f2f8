import type { ByteSource } from '../../bytes/source.ts';
import type { Draft } from '../../writers/draft.ts';

/** Whether a file has just the bytes that it should have. Reads all that they are made of again. */
export async function sameBytes(
  draft: Draft | undefined,
  source: ByteSource,
  onBytes: (byteLength: number) => void,
): Promise<boolean> {
  if (draft === undefined || draft.byteLength !== source.byteLength) return false;
  let position = 0;
  for await (const chunk of draft.chunks()) {
    const there = await source.read(position, position + chunk.byteLength);
    for (let index = 0; index < chunk.byteLength; index += 1) {
      if (chunk[index] !== there[index]) return false;
    }
    position += chunk.byteLength;
    onBytes(2 * chunk.byteLength);
  }
  return true;
}
