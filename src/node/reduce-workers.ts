import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ByteSource } from '../bytes/source.ts';
import type { ReduceWorkers } from '../operations/workers.ts';
import { Crew } from './crew.ts';
import { type Answer, answerTo, type Task } from './tasks.ts';

/** More would wait for memory, not for processors. */
const MOST_THREADS = 4;

/** As the build names it, beside what this is built into. */
const WORKER_FILE = join(import.meta.dirname, 'reduce-worker.cjs');

/** Threads that work on what lies in files that are open here. */
export function startReduceWorkers(
  handleOf: (source: ByteSource) => number | undefined,
  workerFile = WORKER_FILE,
): ReduceWorkers {
  // This thread works, too: it is there before any other has started.
  const size = Math.min(MOST_THREADS, availableParallelism()) - 1;
  const crew = new Crew<Task, Answer>(workerFile, size, answerTo);
  const opened = <Part extends { readonly source: ByteSource }>({ source, ...range }: Part) => {
    const handle = handleOf(source);
    return handle === undefined ? undefined : { handle, ...range };
  };
  return {
    async reduce(stretch) {
      const range = opened(stretch);
      const answer = range && (await crew.run({ kind: 'reduce', ...range }));
      return typeof answer === 'object' && 'nodes' in answer ? answer : undefined;
    },
    async checksum(part) {
      const range = opened(part);
      const answer = range && (await crew.run({ kind: 'checksum', ...range }));
      return typeof answer === 'number' ? answer : undefined;
    },
    async compare({ judgement, ...sides }) {
      const left = opened(sides.left);
      const right = sides.right && opened(sides.right);
      if (left === undefined || (right === undefined && sides.right !== undefined))
        return undefined;
      const answer = await crew.run({ kind: 'compare', left, right, judgement });
      return answer === 'same' || answer instanceof Float64Array ? answer : undefined;
    },
    end: () => crew.end(),
  };
}
