/** Writes what was planned. */
import type { ByteSink, NewFile } from '../../bytes/sink.ts';
import type { Chunks, FileDraft } from '../../writers/draft.ts';

export interface WriteOptions {
  /** Makes the file of that name in the folder of the output. */
  readonly create: (name: string) => Promise<NewFile>;
  /** Makes an earlier output of several files invalid before any of them is replaced. */
  readonly retract?: (name: string) => Promise<void>;
  readonly onBytes?: (byteLength: number) => void;
  readonly isInterrupted?: () => boolean;
}

/** Thrown where someone asked to stop: nothing was changed. */
export class InterruptedError extends Error {}

/**
 * Writes all files before any of them gets its name; the last one, by which the others are found, gets
 * its name last. Where that fails, what was there is still there.
 */
export async function writeFiles(
  files: readonly FileDraft[],
  { create, retract, onBytes, isInterrupted = () => false }: WriteOptions,
): Promise<void> {
  const written: NewFile[] = [];
  try {
    for (const file of files) {
      const made = await create(file.name);
      written.push(made);
      await pour(file.chunks(), made.sink, (byteLength) => {
        if (isInterrupted()) throw new InterruptedError();
        onBytes?.(byteLength);
      });
    }
    const last = files.at(-1);
    if (files.length > 1 && last !== undefined) await retract?.(last.name);
    for (const file of written) await file.commit();
  } catch (error) {
    for (const file of written) await file.abort();
    throw error;
  }
}

/** Small pieces are put together: each write costs as much as many bytes do. */
const BLOCK_BYTES = 2 ** 20;

/** Reads the next piece while one is being written. */
async function pour(
  chunks: Chunks,
  sink: ByteSink,
  onBytes: (byteLength: number) => void,
): Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  // What fails is thrown where it is awaited.
  writing.catch(() => {});
  const hand = async (bytes: Uint8Array): Promise<void> => {
    await writing;
    onBytes(bytes.byteLength);
    writing = sink.write(bytes);
    writing.catch(() => {});
  };
  let block = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  const flush = async (): Promise<void> => {
    if (filled === 0) return;
    await hand(block.subarray(0, filled));
    block = new Uint8Array(BLOCK_BYTES);
    filled = 0;
  };
  try {
    for await (const chunk of chunks) {
      const isLarge = chunk.byteLength >= BLOCK_BYTES / 4;
      if (isLarge || filled + chunk.byteLength > BLOCK_BYTES) await flush();
      if (isLarge) await hand(chunk);
      else {
        block.set(chunk, filled);
        filled += chunk.byteLength;
      }
    }
    await flush();
  } finally {
    await writing;
  }
}
