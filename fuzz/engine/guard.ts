/** The process around one worker: it notices what the worker cannot tell any more. */
import { Worker } from 'node:worker_threads';
import { type Failure, failureOf } from './failure.ts';
import { type Failed, type Job, MOST_RSS, MOST_TIME, type Progress, type Report } from './job.ts';
import { Shared } from './shared.ts';

const LOOK_EVERY = 50;
const TELL_EVERY = 500;
/** No machine is so busy that this is not for ever. */
const MOST_WAIT = 30_000;
/** As much stack as the program has on the main thread, and as much heap as the bound on memory leaves. */
const RESOURCES = { stackSizeMb: 1, maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 24 };

type FromWorker =
  | { readonly done: true }
  | { readonly failed: Failed }
  | { readonly checked: Failure | null };

export function guard(): void {
  process.once('message', (job: Job) => new Guard(job));
  // Whoever started it is gone.
  process.on('disconnect', () => process.exit(1));
}

class Guard {
  readonly #shared = new Shared();
  readonly #worker: Worker;
  #told = Date.now();
  #isOver = false;
  /** When the current one was begun, and what had been worked by then. */
  #started = 0;
  #cpu = 0;

  constructor(job: Job) {
    const { memory } = this.#shared;
    this.#worker = new Worker(import.meta.filename, {
      workerData: { job, memory },
      resourceLimits: RESOURCES,
    });
    this.#worker.on('message', (message: FromWorker) => this.#heard(message));
    this.#worker.on('error', (error) => this.#ended(crashOf(error)));
    process.on('message', (message: 'stop' | Uint8Array) => {
      if (message === 'stop') this.#shared.stop();
      else this.#worker.postMessage(message);
    });
    setInterval(() => this.#look(), LOOK_EVERY);
  }

  #heard(message: FromWorker): void {
    if ('failed' in message) this.#tell({ kind: 'failed', failed: message.failed, isFatal: false });
    else if ('checked' in message) {
      const { checked } = message;
      this.#tell({ kind: 'checked', failure: checked, progress: this.#progress() });
    } else this.#end({ kind: 'done', progress: this.#progress() });
  }

  #look(): void {
    if (this.#isOver) return;
    const hang = this.#hang();
    if (hang !== undefined) {
      this.#ended({ kind: 'hang', message: hang, stack: '' });
    } else if (process.memoryUsage.rss() > MOST_RSS) {
      const message = `${process.memoryUsage.rss()} bytes of memory`;
      this.#ended({ kind: 'memory', message, stack: '' });
    } else if (Date.now() - this.#told > TELL_EVERY) {
      this.#told = Date.now();
      this.#tell({ kind: 'progress', progress: this.#progress() });
    }
  }

  /** Other programs keep the machine busy too: what counts is the time of the processor. */
  #hang(): string | undefined {
    const { started } = this.#shared;
    const { user, system } = process.cpuUsage();
    const cpu = (user + system) / 1000;
    if (started !== this.#started) {
      this.#started = started;
      this.#cpu = cpu;
    }
    if (started === 0) return undefined;
    const spent = Math.round(cpu - this.#cpu);
    const elapsed = Date.now() - started;
    if (spent > MOST_TIME) return `more than ${spent} ms of work`;
    return elapsed > MOST_WAIT ? `${elapsed} ms, of which ${spent} ms were work` : undefined;
  }

  /** The worker is of no more use. */
  #ended(failure: Failure): void {
    const failed = { failure, ...this.#shared.current };
    this.#tell({ kind: 'progress', progress: this.#progress() });
    this.#end({ kind: 'failed', failed, isFatal: true });
  }

  #end(report: Report): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#tell(report, () => process.exit(0));
  }

  #tell(report: Report, sent: () => void = () => {}): void {
    process.send?.(report, undefined, {}, sent);
  }

  #progress(): Progress {
    const { count, found, current } = this.#shared;
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    return {
      count,
      found,
      number: current.number,
      isGuided: current.isGuided,
      peakRss: maxRSS * 1024,
      cpu: (userCPUTime + systemCPUTime) / 1000,
    };
  }
}

function crashOf(error: unknown): Failure {
  const failure = failureOf(error);
  const isMemory =
    error instanceof Error && /OUT_OF_MEMORY/.test(String(Reflect.get(error, 'code')));
  return { ...failure, kind: isMemory ? 'memory' : `uncaught ${failure.kind}` };
}
