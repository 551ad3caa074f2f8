import type { ChildProcess } from 'node:child_process';
import type { Target } from '../target.ts';
import { type Finding, Findings } from './findings.ts';
import type { Job, Progress, Report } from './job.ts';
import { Mutants } from './mutants.ts';
import type { Options } from './options.ts';
import { seedsOf } from './seeds.ts';
import { start } from './start.ts';

const TELL_EVERY = 10_000;
/** A worker that ends so often does not get anywhere. */
const MOST_RESTARTS = 200;

/** What came of one format. */
export interface Result {
  readonly format: string;
  readonly mode: Job['mode'];
  readonly seed: number;
  readonly workers: number;
  readonly seconds: number;
  readonly mutants: number;
  readonly perSecond: number;
  readonly seeds: number;
  readonly corpus: number;
  readonly findings: readonly Finding[];
  readonly hangs: number;
  /** Of the process that took most, in MiB. */
  readonly peakRss: number;
}

/** Runs the workers of one format until its time is up. */
export async function fuzz(
  target: Target,
  options: Options,
  seconds: number,
  folder: string,
): Promise<Result> {
  const { seed, mode, workers: count, corpus } = options;
  const seeds = await seedsOf(target, corpus);
  const findings = new Findings(
    { format: target.name, folder, seed, minimizeFor: options.minimizeSeconds * 1000 },
    new Mutants(target, seeds, seed),
  );
  const started = Date.now();
  const most = Math.ceil(options.mutants / count);
  const slots = Array.from({ length: count }, (_, index) => {
    const job: Job = {
      role: 'fuzz',
      format: target.name,
      seed,
      mode,
      first: index,
      firstGuided: index,
      stride: count,
      most,
      ...(corpus !== undefined && { corpus }),
    };
    return new Slot(job, findings);
  });
  const stop = () => {
    for (const slot of slots) slot.stop();
  };
  const timer = setTimeout(stop, seconds * 1000);
  const sum = (what: (slot: Slot) => number) =>
    slots.reduce((total, slot) => total + what(slot), 0);
  const telling = setInterval(() => {
    const mutants = sum(({ mutants: done }) => done);
    const rate = Math.round((mutants / (Date.now() - started)) * 1000);
    process.stderr.write(
      `${target.name}: ${mutants} mutants, ${rate}/s, ${sum(({ found }) => found)} found, ` +
        `${findings.found.length} findings\n`,
    );
  }, TELL_EVERY);
  process.once('SIGINT', stop);
  await Promise.all(slots.map((slot) => slot.run()));
  const elapsed = (Date.now() - started) / 1000;
  clearTimeout(timer);
  clearInterval(telling);
  process.off('SIGINT', stop);
  await findings.end();
  const mutants = sum(({ mutants: done }) => done);
  return {
    format: target.name,
    mode,
    seed,
    workers: count,
    seconds: Math.round(elapsed * 10) / 10,
    mutants,
    perSecond: Math.round(mutants / elapsed),
    seeds: seeds.length,
    corpus: seeds.length + sum(({ found }) => found),
    findings: findings.found,
    hangs: findings.hangs,
    peakRss: Math.round(Math.max(...slots.map(({ peakRss }) => peakRss)) / 2 ** 20),
  };
}

/** One worker, and those that come after it where it is lost. */
class Slot {
  mutants = 0;
  found = 0;
  peakRss = 0;
  readonly #job: Job;
  readonly #findings: Findings;
  #isStopping = false;
  #child: ChildProcess | undefined;

  constructor(job: Job, findings: Findings) {
    this.#job = job;
    this.#findings = findings;
  }

  stop(): void {
    this.#isStopping = true;
    if (this.#child?.connected === true) this.#child.send('stop');
  }

  async run(): Promise<void> {
    let job = this.#job;
    for (let restarts = 0; !this.#isStopping && restarts < MOST_RESTARTS; restarts++) {
      const before = this.mutants;
      const { last, isDone } = await this.#once(job);
      if (isDone) return;
      // Those that were begun are not begun again.
      const next = (last?.number ?? job.first) + job.stride;
      const done = this.mutants - before;
      job = {
        ...job,
        most: job.most - done - 1,
        ...(last?.isGuided === true ? { firstGuided: next } : { first: next }),
      };
    }
  }

  #once(job: Job): Promise<{ last: Progress | undefined; isDone: boolean }> {
    const before = this.mutants;
    let last: Progress | undefined;
    let isDone = false;
    let isTold = false;
    const heard = (report: Report) => {
      if (report.kind === 'failed') {
        isTold ||= report.isFatal;
        this.#findings.add(report.failed);
        return;
      }
      last = report.progress;
      this.mutants = before + last.count;
      this.found = last.found;
      this.peakRss = Math.max(this.peakRss, last.peakRss);
      isDone ||= report.kind === 'done';
    };
    return new Promise((resolve) => {
      this.#child = start(job, heard, () => {
        if (!isDone && !isTold) this.#findings.lost(last?.number ?? job.first, job.stride);
        resolve({ last, isDone });
      });
    });
  }
}
