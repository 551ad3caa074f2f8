/** Writes what was planned. */
import type { ByteSink, NewFile } from '../../bytes/sink.ts';
import type { FileDraft } from '../../writers/draft.ts';
import { pour } from './pour.ts';
import type { CopyWorkers } from './workers.ts';
import { type PlacedSink, writeParts } from './write-parts.ts';

export interface WriteOptions {
  /** Makes the file of that name in the folder of the output. */
  readonly create: (name: string) => Promise<NewFile>;
  /** Makes an earlier output of several files invalid before any of them is replaced. */
  readonly retract?: (name: string) => Promise<void>;
  /** Who copies what lies in files as it is written. */
  readonly workers?: CopyWorkers | undefined;
  readonly onBytes?: (byteLength: number) => void;
  readonly isInterrupted?: () => boolean;
  /** Called when all is written, and before any of it gets its name: throws where it is not to. */
  readonly check?: () => Promise<void>;
}

/** Thrown where someone asked to stop: nothing was changed. */
export class InterruptedError extends Error {}

/** The disk is given so much at a time to write while the rest is made. */
const SETTLED_BYTES = 2 ** 25;

/**
 * Writes all files before any of them gets its name; the last one, by which the others are found, gets
 * its name last. Where that fails, what was there is still there.
 */
export async function writeFiles(
  files: readonly FileDraft[],
  { create, retract, workers, onBytes, check, isInterrupted = () => false }: WriteOptions,
): Promise<void> {
  const written: NewFile[] = [];
  let unsettled = 0;
  const count = (byteLength: number) => {
    if (isInterrupted()) throw new InterruptedError();
    onBytes?.(byteLength);
    unsettled += byteLength;
    if (unsettled < SETTLED_BYTES) return;
    unsettled = 0;
    written.at(-1)?.settle?.();
  };
  try {
    for (const file of files) {
      const made = await create(file.name);
      written.push(made);
      const { sink } = made;
      const isHelped = workers !== undefined && isPlaced(sink);
      if (isHelped) await writeParts(file, sink, { workers, onBytes: count });
      else await pour(file.chunks(), (bytes) => sink.write(bytes), count);
    }
    await check?.();
    const last = files.at(-1);
    if (files.length > 1 && last !== undefined) await retract?.(last.name);
    for (const file of written) await file.commit();
  } catch (error) {
    for (const file of written) await file.abort();
    throw error;
  }
}

function isPlaced(sink: ByteSink): sink is PlacedSink {
  return sink.writeAt !== undefined;
}
