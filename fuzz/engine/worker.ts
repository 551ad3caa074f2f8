/** The thread that runs mutants: one after the other, until it is told to stop. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Target } from '../target.ts';
import { targetNamed } from '../targets.ts';
import { attempt } from './attempt.ts';
import { Coverage } from './coverage.ts';
import type { Job, WorkerData } from './job.ts';
import { Mutants } from './mutants.ts';
import { seedsOf } from './seeds.ts';
import { Shared } from './shared.ts';

/** Coverage is asked for after so many mutants. */
const BATCH = 64;
/** Where nothing else is asked for, so long each in turn, in milliseconds. */
const BLIND_SLICE = 12_000;
const GUIDED_SLICE = 3_000;
/** Enough to tell failures apart; they are looked at once more. */
const FRAMES = 4;
/** More would only make the first of them rarer. */
const MOST_FOUND = 20_000;

export async function work(): Promise<void> {
  const { job, memory } = workerData as WorkerData;
  const target = targetNamed(job.format);
  const shared = new Shared(memory);
  if (job.role === 'check') return answerChecks(target, shared);
  // Errors are thrown all the time, and this is most of what they cost.
  Error.stackTraceLimit = FRAMES;
  const mutants = new Mutants(target, await seedsOf(target, job.corpus), job.seed);
  await new Loop(job, target, mutants, shared).run();
  parentPort?.postMessage({ done: true });
}

async function answerChecks(target: Target, shared: Shared): Promise<void> {
  parentPort?.on('message', async (bytes: Uint8Array) => {
    shared.begin(0, false, bytes);
    const failure = await attempt(target, bytes);
    shared.end(0);
    parentPort?.postMessage({ checked: failure ?? null });
  });
}

class Loop {
  readonly #job: Job;
  readonly #target: Target;
  readonly #mutants: Mutants;
  readonly #shared: Shared;
  readonly #coverage = new Coverage(basename(import.meta.filename));
  #number: number;
  #guidedNumber: number;
  #hasSeen = false;

  constructor(job: Job, target: Target, mutants: Mutants, shared: Shared) {
    this.#job = job;
    this.#target = target;
    this.#mutants = mutants;
    this.#shared = shared;
    this.#number = job.first;
    this.#guidedNumber = job.firstGuided;
  }

  async run(): Promise<void> {
    const { mode } = this.#job;
    let isGuided = mode === 'guided';
    while (!this.#isDone()) {
      const slice = mode === 'both' ? (isGuided ? GUIDED_SLICE : BLIND_SLICE) : Infinity;
      const end = Date.now() + slice;
      if (isGuided) await this.#guided(end);
      else await this.#blind(end);
      isGuided = mode === 'guided' || (mode === 'both' && !isGuided);
    }
  }

  #isDone(): boolean {
    return this.#shared.isStopping || this.#shared.count >= this.#job.most;
  }

  async #blind(end: number): Promise<void> {
    while (!this.#isDone() && Date.now() < end) {
      await this.#try(this.#mutants.blind(this.#number), this.#number, false);
      this.#number += this.#job.stride;
    }
  }

  async #guided(end: number): Promise<void> {
    this.#coverage.start();
    if (!this.#hasSeen) await this.#runSeeds();
    while (!this.#isDone() && Date.now() < end) {
      const batch: Uint8Array[] = [];
      while (batch.length < BATCH && !this.#isDone()) {
        const bytes = this.#mutants.guided(this.#guidedNumber);
        batch.push(bytes);
        await this.#try(bytes, this.#guidedNumber, true);
        this.#guidedNumber += this.#job.stride;
      }
      await this.#keepNew(batch, this.#coverage.take());
    }
    this.#coverage.stop();
  }

  /** What they reach is not new. */
  async #runSeeds(): Promise<void> {
    this.#hasSeen = true;
    for (const { bytes } of this.#mutants.seeds) {
      if (this.#isDone()) return;
      await this.#try(bytes, 0, true);
    }
    this.#coverage.see(this.#coverage.take());
  }

  /** Finds those of a batch that entered `fresh` blocks: its halves are run once more. */
  async #keepNew(batch: readonly Uint8Array[], fresh: ReadonlySet<string>): Promise<void> {
    const [only] = batch;
    if (fresh.size === 0 || only === undefined) return;
    if (batch.length === 1) {
      this.#coverage.see(fresh);
      this.#keep(only);
      return;
    }
    const middle = Math.floor(batch.length / 2);
    const first = batch.slice(0, middle);
    for (const bytes of first) await attempt(this.#target, bytes);
    const taken = this.#coverage.take();
    const own = new Set(Array.from(fresh).filter((block) => taken.has(block)));
    await this.#keepNew(first, own);
    const others = new Set(Array.from(fresh).filter((block) => !own.has(block)));
    await this.#keepNew(batch.slice(middle), others);
  }

  #keep(bytes: Uint8Array): void {
    const { found } = this.#mutants;
    if (found.length >= MOST_FOUND) return;
    found.push(bytes);
    const { corpus, format } = this.#job;
    if (corpus === undefined) return;
    const folder = join(corpus, format);
    mkdirSync(folder, { recursive: true });
    const hash = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(folder, hash.slice(0, 16)), bytes);
  }

  async #try(bytes: Uint8Array, number: number, isGuided: boolean): Promise<void> {
    this.#shared.begin(number, isGuided, bytes);
    const failure = await attempt(this.#target, bytes);
    this.#shared.end(this.#mutants.found.length);
    if (failure !== undefined) {
      parentPort?.postMessage({ failed: { failure, number, isGuided, bytes: bytes.slice() } });
    }
  }
}
