import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ByteSource } from '../bytes/source.ts';
import type { ReduceWorkers } from '../operations/stats/workers.ts';
import type { Answer, Task } from './reduce-worker.ts';

/** More would wait for memory, not for processors. */
const MOST_WORKERS = 4;

/** As the build names it, beside what this is built into. */
const WORKER_FILE = join(import.meta.dirname, 'reduce-worker.cjs');

/** Threads that reduce what lies in files that are open here. */
export function startReduceWorkers(
  handleOf: (source: ByteSource) => number | undefined,
  workerFile = WORKER_FILE,
): ReduceWorkers {
  const crew = new Crew(workerFile, Math.min(MOST_WORKERS, availableParallelism()));
  const run = ({ source, ...range }: Range & Pick<Task, 'reduction'>) => {
    const handle = handleOf(source);
    return handle === undefined ? undefined : crew.run({ handle, ...range });
  };
  return {
    async reduce(stretch) {
      const answer = await run(stretch);
      return typeof answer === 'object' ? answer : undefined;
    },
    async checksum(range) {
      const answer = await run(range);
      return typeof answer === 'number' ? answer : undefined;
    },
    end: () => crew.end(),
  };
}

type Range = Parameters<ReduceWorkers['checksum']>[0];

interface Job {
  readonly task: Task;
  readonly done: (answer: Answer) => void;
}

/** A worker has the next task while it is at one, so that it never waits for us. */
const MOST_TASKS = 2;

/** Workers that take one task after the other. One that fails takes no more. */
class Crew {
  readonly #waiting: Job[] = [];
  /** The jobs of each worker, in the order in which it answers. */
  readonly #jobs = new Map<Worker, Job[]>();

  constructor(file: string, size: number) {
    for (let count = 0; count < size; count += 1) {
      const worker = new Worker(file);
      worker.on('message', (answer: Answer) => {
        this.#jobs.get(worker)?.shift()?.done(answer);
        this.#handOut();
      });
      worker.on('error', () => this.#lose(worker));
      this.#jobs.set(worker, []);
    }
  }

  run(task: Task): Promise<Answer> {
    return new Promise((resolve) => {
      this.#waiting.push({ task, done: resolve });
      this.#handOut();
    });
  }

  async end(): Promise<void> {
    const workers = [...this.#jobs.keys()];
    for (const worker of workers) this.#lose(worker);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #handOut(): void {
    for (const [worker, jobs] of this.#leastBusyFirst()) {
      if (jobs.length >= MOST_TASKS) continue;
      const job = this.#waiting.shift();
      if (job === undefined) return;
      jobs.push(job);
      worker.postMessage(job.task);
    }
    if (this.#jobs.size > 0) return;
    for (const { done } of this.#waiting.splice(0)) done(undefined);
  }

  #leastBusyFirst(): [Worker, Job[]][] {
    return [...this.#jobs].sort(([, a], [, b]) => a.length - b.length);
  }

  #lose(worker: Worker): void {
    const jobs = this.#jobs.get(worker) ?? [];
    this.#jobs.delete(worker);
    for (const { done } of jobs) done(undefined);
    this.#handOut();
  }
}
