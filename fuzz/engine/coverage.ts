import { Session } from 'node:inspector';

/** What our code did that it had not done before, as V8 counts it. */
export class Coverage {
  readonly #session = new Session();
  readonly #script: string;
  /** Blocks that were entered, by function, place and length. */
  readonly #seen = new Set<string>();

  /** `script` is the file whose code counts. */
  constructor(script: string) {
    this.#script = script;
    this.#session.connect();
    this.#session.post('Profiler.enable');
  }

  start(): void {
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  stop(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
  }

  /** The blocks that were entered since it was last asked, of those that never were before. */
  take(): Set<string> {
    const fresh = new Set<string>();
    this.#session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (error !== null) throw error;
      for (const { url, functions } of taken.result) {
        if (!url.endsWith(this.#script)) continue;
        for (const { ranges } of functions) {
          for (const { startOffset, endOffset, count } of ranges) {
            const key = `${startOffset}-${endOffset}`;
            if (count > 0 && !this.#seen.has(key)) fresh.add(key);
          }
        }
      }
    });
    return fresh;
  }

  see(blocks: Iterable<string>): void {
    for (const block of blocks) this.#seen.add(block);
  }
}
