import type { Chunks } from '../../writers/draft.ts';

/** Small pieces are put together: each write costs as much as many bytes do. */
const BLOCK_BYTES = 2 ** 20;

/** Writes chunks in turn: reads the next while one is being written. */
export async function pour(
  chunks: Chunks,
  write: (bytes: Uint8Array) => Promise<void>,
  onBytes: (byteLength: number) => void,
): Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  // What fails is thrown where it is awaited.
  writing.catch(() => {});
  const hand = async (bytes: Uint8Array): Promise<void> => {
    await writing;
    onBytes(bytes.byteLength);
    writing = write(bytes);
    writing.catch(() => {});
  };
  let block = new Uint8Array(0);
  let filled = 0;
  const flush = async (): Promise<void> => {
    if (filled === 0) return;
    await hand(block.subarray(0, filled));
    block = new Uint8Array(0);
    filled = 0;
  };
  try {
    for await (const chunk of chunks) {
      const isLarge = chunk.byteLength >= BLOCK_BYTES / 4;
      if (isLarge || filled + chunk.byteLength > BLOCK_BYTES) await flush();
      if (isLarge) await hand(chunk);
      else {
        if (block.byteLength === 0) block = new Uint8Array(BLOCK_BYTES);
        block.set(chunk, filled);
        filled += chunk.byteLength;
      }
    }
    await flush();
  } finally {
    await writing;
  }
}
