import { bytes } from '../render/text/units.ts';
import type { Host } from './host.ts';

/** Nothing is shown for work that is done before anyone wonders. */
const QUIET_MS = 500;
const STEP_MS = 100;
const ERASE_LINE = '\r\u001b[K';

/** Shows on `err` how far a long read is, if someone watches. It counts bytes, or what `unit` writes. */
export class Progress {
  readonly #host: Host;
  readonly #what: string;
  readonly #total: number;
  readonly #unit: (amount: number) => string;
  readonly #start: number;
  #done = 0;
  #shownAt = 0;

  constructor(host: Host, what: string, total: number, unit: (amount: number) => string = bytes) {
    this.#host = host;
    this.#what = what;
    this.#total = total;
    this.#unit = unit;
    this.#start = host.now();
  }

  readonly add = (amount: number): void => {
    this.#done += amount;
    if (!this.#host.isWatched) return;
    const now = this.#host.now();
    if (now - this.#start < QUIET_MS || now - this.#shownAt < STEP_MS) return;
    this.#shownAt = now;
    this.#host.err(ERASE_LINE + this.#line(now - this.#start));
  };

  end(): void {
    if (this.#shownAt > 0) this.#host.err(ERASE_LINE);
  }

  #line(elapsed: number): string {
    const rate = Math.round((1000 * this.#done) / elapsed);
    const seconds = Math.max(0, Math.round((this.#total - this.#done) / rate));
    const left = rate === 0 ? '' : `  ${seconds} s left`;
    const percent = Math.min(100, Math.floor((100 * this.#done) / Math.max(this.#total, 1)));
    return `${this.#what}  ${percent}%  ${this.#unit(rate)}/s${left}`;
  }
}
