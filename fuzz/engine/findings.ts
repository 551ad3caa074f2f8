import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checker } from './checker.ts';
import { type Failure, slugOf } from './failure.ts';
import { type Failed, MOST_RSS, MOST_TIME } from './job.ts';
import { minimize } from './minimize.ts';
import type { Mutants } from './mutants.ts';

/** These depend on the machine too: they are tried again before they are believed. */
const DOUBTFUL: ReadonlySet<string> = new Set(['hang', 'memory']);
/** So often; each time takes as long as what hangs. */
const MOST_DOUBTS = 50;
/** A process that is gone told last of a mutant that came so many before, at most. */
const MOST_UNTOLD = 20_000;

export interface Finding {
  readonly format: string;
  readonly kind: string;
  readonly message: string;
  /** What makes the mutant again: the seed and its number; or only its bytes do. */
  readonly mutant: string;
  readonly file: string;
}

interface FindingsOptions {
  readonly format: string;
  /** Where they are kept. */
  readonly folder: string;
  readonly seed: number;
  /** For each, in milliseconds. */
  readonly minimizeFor: number;
}

/** What fails, one of each kind, made small and kept as a file. */
export class Findings {
  readonly found: Finding[] = [];
  hangs = 0;
  readonly #options: FindingsOptions;
  readonly #mutants: Mutants;
  readonly #checker: Checker;
  readonly #kinds = new Set<string>();
  /** One after the other, so that each can be timed. */
  #work: Promise<void> = Promise.resolve();
  #doubts = 0;

  constructor(options: FindingsOptions, mutants: Mutants) {
    this.#options = options;
    this.#mutants = mutants;
    this.#checker = new Checker(options.format);
  }

  add(failed: Failed): void {
    const { kind } = failed.failure;
    if (DOUBTFUL.has(kind)) {
      this.#doubts += 1;
      if (this.#doubts <= MOST_DOUBTS) this.#then(() => this.#doubt(failed));
    } else if (this.#isNew(kind)) this.#then(() => this.#look(failed));
  }

  /** A process is gone, and nobody knows at which mutant: one behind `number`. */
  lost(number: number, stride: number): void {
    if (this.#isNew('crash')) this.#then(() => this.#search(number, stride));
  }

  async end(): Promise<void> {
    await this.#work;
    this.#checker.end();
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work);
  }

  #isNew(kind: string): boolean {
    const isNew = !this.#kinds.has(kind);
    this.#kinds.add(kind);
    return isNew;
  }

  async #doubt(failed: Failed): Promise<void> {
    const failure = await this.#confirmed(failed);
    if (failure === undefined) return;
    if (failure.kind === 'hang') this.hangs += 1;
    if (this.#isNew(failure.kind)) await this.#look({ ...failed, failure });
  }

  async #search(first: number, stride: number): Promise<void> {
    for (let step = 0; step < MOST_UNTOLD; step++) {
      const number = first + step * stride;
      const bytes = this.#mutants.blind(number);
      const { failure } = await this.#checker.check(bytes);
      if (failure?.kind !== 'crash') continue;
      await this.#look({ failure, number, isGuided: false, bytes });
      return;
    }
    const failure = { kind: 'crash', message: 'it did not happen again', stack: '' };
    this.#tell(failure, `${this.#options.seed}:${first} or one behind it`, new Uint8Array(0));
  }

  async #look({ bytes, number, isGuided, failure }: Failed): Promise<void> {
    const { seed, minimizeFor } = this.#options;
    const small = await minimize(bytes, (one) => this.#failsAlike(one, failure), minimizeFor);
    this.#tell(failure, isGuided ? 'guided' : `${seed}:${number}`, small);
  }

  #tell({ kind, message, stack }: Failure, mutant: string, bytes: Uint8Array): void {
    const { format } = this.#options;
    const file = this.#save(bytes, kind);
    this.found.push({ format, kind, message, mutant, file });
    const frames = stack.split('\n').slice(1, 8);
    process.stderr.write(
      [
        `${format}: ${kind} (mutant ${mutant}, ${bytes.length} bytes)`,
        `  ${message}`,
        ...frames,
        `  ${file}\n`,
      ].join('\n'),
    );
  }

  async #confirmed({ bytes, failure }: Failed): Promise<Failure | undefined> {
    const again = await this.#checker.checkAlone(bytes);
    if (again.failure !== undefined) return again.failure;
    const isSo = failure.kind === 'hang' ? again.cpu > MOST_TIME : again.peakRss > MOST_RSS;
    if (isSo) return failure;
    process.stderr.write(
      `${this.#options.format}: ${failure.kind} did not happen again: ${Math.round(again.cpu)} ms, ` +
        `${Math.round(again.peakRss / 2 ** 20)} MiB\n`,
    );
    return undefined;
  }

  async #failsAlike(bytes: Uint8Array, { kind }: Failure): Promise<boolean> {
    const isAlone = kind === 'memory';
    const checked = await (isAlone ? this.#checker.checkAlone(bytes) : this.#checker.check(bytes));
    return checked.failure?.kind === kind;
  }

  #save(bytes: Uint8Array, kind: string): string {
    const folder = join(this.#options.folder, this.#options.format);
    mkdirSync(folder, { recursive: true });
    const hash = createHash('sha256').update(bytes).digest('hex');
    const file = join(folder, `${slugOf(kind)}-${hash.slice(0, 8)}.bin`);
    writeFileSync(file, bytes);
    return file;
  }
}
