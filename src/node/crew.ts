import { Worker } from 'node:worker_threads';

interface Job<Task, Answer> {
  readonly task: Task;
  readonly done: (answer: Answer | undefined) => void;
}

/** A worker has the next task while it is at one, so that it never waits for us. */
const MOST_TASKS = 2;

/**
 * Threads that run the script `file`, which answers each message with one. One that fails takes no
 * more tasks; what nobody does is answered with `undefined`.
 */
export class Crew<Task, Answer> {
  readonly #waiting: Job<Task, Answer>[] = [];
  /** The jobs of each worker, in the order in which it answers. */
  readonly #jobs = new Map<Worker, Job<Task, Answer>[]>();
  readonly #answerHere: ((task: Task) => Promise<Answer>) | undefined;
  #isAtWork = false;
  #hasEnded = false;

  /** With `answerHere` this thread does what no worker has taken: it is there before any has started. */
  constructor(file: string, size: number, answerHere?: (task: Task) => Promise<Answer>) {
    this.#answerHere = answerHere;
    for (let count = 0; count < size; count += 1) {
      const worker = started(file);
      if (worker === undefined) break;
      worker.on('message', (answer: Answer | undefined) => {
        this.#jobs.get(worker)?.shift()?.done(answer);
        this.#handOut();
      });
      // One that is out of memory, or ended by whatever it ran into, may say nothing more than that.
      for (const end of ['error', 'messageerror', 'exit']) {
        worker.on(end, () => this.#lose(worker));
      }
      this.#jobs.set(worker, []);
    }
  }

  run(task: Task): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push({ task, done: resolve });
      this.#handOut();
      if (this.#answerHere !== undefined) void this.#work(this.#answerHere);
    });
  }

  async end(): Promise<void> {
    this.#hasEnded = true;
    const workers = [...this.#jobs.keys()];
    for (const worker of workers) this.#lose(worker);
    this.#handOut();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  /** Does what no worker has taken, a task at a time: between two, others are heard. */
  async #work(answerTo: (task: Task) => Promise<Answer>): Promise<void> {
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    await turn();
    for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) {
      job.done(await answerTo(job.task));
      await turn();
    }
    this.#isAtWork = false;
  }

  #handOut(): void {
    for (const [worker, jobs] of this.#leastBusyFirst()) {
      if (jobs.length >= MOST_TASKS) continue;
      const job = this.#waiting.shift();
      if (job === undefined) return;
      jobs.push(job);
      worker.postMessage(job.task);
    }
    const isAnybodyThere = this.#jobs.size > 0 || this.#answerHere !== undefined;
    if (isAnybodyThere && !this.#hasEnded) return;
    for (const { done } of this.#waiting.splice(0)) done(undefined);
  }

  #leastBusyFirst(): [Worker, Job<Task, Answer>[]][] {
    return [...this.#jobs].sort(([, a], [, b]) => a.length - b.length);
  }

  #lose(worker: Worker): void {
    const jobs = this.#jobs.get(worker) ?? [];
    this.#jobs.delete(worker);
    for (const { done } of jobs) done(undefined);
    this.#handOut();
  }
}

/** `undefined` where the system gives no more threads. */
function started(file: string): Worker | undefined {
  try {
    return new Worker(file);
  } catch {
    return undefined;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
