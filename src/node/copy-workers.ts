import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ByteSink } from '../bytes/sink.ts';
import type { ByteSource } from '../bytes/source.ts';
import type { CopyWorkers } from '../operations/convert/workers.ts';
import type { CopyAnswer, CopyTask } from './copy-worker.ts';
import { Crew } from './crew.ts';

/** More would wait for memory, not for processors. */
const MOST_WORKERS = 4;

/** As the build names it, beside what this is built into. */
const WORKER_FILE = join(import.meta.dirname, 'copy-worker.cjs');

export interface Handles {
  readonly ofSource: (source: ByteSource) => number | undefined;
  readonly ofSink: (sink: ByteSink) => number | undefined;
}

/** Threads that copy from files that are open here to files that are written here. */
export function startCopyWorkers(handles: Handles, workerFile = WORKER_FILE): CopyWorkers {
  const size = Math.min(MOST_WORKERS, availableParallelism());
  const crew = new Crew<CopyTask, CopyAnswer>(workerFile, size);
  return {
    async copy({ sink, position, stretches, isSummed }) {
      const to = handles.ofSink(sink);
      const pieces: CopyTask['pieces'][number][] = [];
      for (const { source, ...range } of stretches) {
        const from = handles.ofSource(source);
        if (from !== undefined) pieces.push({ from, ...range });
      }
      if (to === undefined || pieces.length < stretches.length) return undefined;
      return crew.run({ to, position, pieces, isSummed });
    },
    end: () => crew.end(),
  };
}
