import type { ChildProcess } from 'node:child_process';
import type { Failure } from './failure.ts';
import { type Job, MOST_RSS, MOST_TIME, type Report } from './job.ts';
import { start } from './start.ts';

/** What came of one input by itself. */
export interface Checked {
  readonly failure: Failure | undefined;
  /** Milliseconds of processor time; other work on the machine does not count. */
  readonly cpu: number;
  readonly peakRss: number;
}

/** Tries single inputs in a process beside this one, which may be lost. */
export class Checker {
  readonly #job: Job;
  #child: ChildProcess | undefined;
  #cpu = 0;
  #answer: ((checked: Checked) => void) | undefined;

  constructor(format: string) {
    this.#job = {
      role: 'check',
      format,
      seed: 0,
      mode: 'blind',
      first: 0,
      firstGuided: 0,
      stride: 1,
      most: 0,
    };
  }

  async check(bytes: Uint8Array): Promise<Checked> {
    if (this.#child === undefined) {
      this.#start();
      // What is compiled or loaded once is no work on the input.
      await this.#ask(new Uint8Array(0));
    }
    return this.#ask(bytes);
  }

  #ask(bytes: Uint8Array): Promise<Checked> {
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#child?.send(bytes);
    });
  }

  /** In a process that has done nothing else, so that what it takes is what the input takes. */
  async checkAlone(bytes: Uint8Array): Promise<Checked> {
    this.end();
    const checked = await this.check(bytes);
    this.end();
    return checked;
  }

  end(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.removeAllListeners();
    child?.kill('SIGKILL');
  }

  #start(): void {
    this.#cpu = 0;
    const child: ChildProcess = start(
      this.#job,
      (report) => {
        if (child === this.#child) this.#heard(report);
      },
      (signal) => {
        if (child !== this.#child) return;
        this.#child = undefined;
        const message = `the process ended with ${signal}`;
        this.#resolve({ failure: { kind: 'crash', message, stack: '' }, cpu: 0, peakRss: 0 });
      },
    );
    this.#child = child;
  }

  #heard(report: Report): void {
    if (report.kind === 'failed') {
      this.end();
      this.#resolve({ failure: report.failed.failure, cpu: MOST_TIME, peakRss: MOST_RSS });
    } else if (report.kind === 'checked') {
      const { cpu, peakRss } = report.progress;
      const spent = cpu - this.#cpu;
      this.#cpu = cpu;
      this.#resolve({ failure: report.failure ?? undefined, cpu: spent, peakRss });
    }
  }

  #resolve(checked: Checked): void {
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.(checked);
  }
}
