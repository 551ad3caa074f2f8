/** What a worker and who watches it both see, also when the worker never comes back. */
const NUMBERS = 8;
const NUMBER = 0;
const STARTED = 1;
const COUNT = 2;
const FOUND = 3;
const LENGTH = 4;
const GUIDED = 5;
const STOP = 6;
const MOST_BYTES = 2 ** 20;

export interface Current {
  readonly number: number;
  readonly isGuided: boolean;
  readonly bytes: Uint8Array;
}

export class Shared {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Float64Array;
  readonly #bytes: Uint8Array;

  constructor(memory = new SharedArrayBuffer(NUMBERS * 8 + MOST_BYTES)) {
    this.memory = memory;
    this.#numbers = new Float64Array(memory, 0, NUMBERS);
    this.#bytes = new Uint8Array(memory, NUMBERS * 8);
  }

  /** Says what is about to be tried. */
  begin(number: number, isGuided: boolean, bytes: Uint8Array): void {
    const kept = bytes.length <= MOST_BYTES ? bytes : bytes.subarray(0, MOST_BYTES);
    this.#bytes.set(kept);
    this.#numbers[LENGTH] = kept.length;
    this.#numbers[NUMBER] = number;
    this.#numbers[GUIDED] = Number(isGuided);
    this.#numbers[STARTED] = Date.now();
  }

  end(found: number): void {
    this.#numbers[STARTED] = 0;
    this.#numbers[FOUND] = found;
    this.#numbers[COUNT] = this.count + 1;
  }

  get current(): Current {
    return {
      number: this.#numbers[NUMBER] ?? 0,
      isGuided: this.#numbers[GUIDED] === 1,
      bytes: this.#bytes.slice(0, this.#numbers[LENGTH]),
    };
  }

  /** When the current one was begun; 0 between two. */
  get started(): number {
    return this.#numbers[STARTED] ?? 0;
  }

  get count(): number {
    return this.#numbers[COUNT] ?? 0;
  }

  get found(): number {
    return this.#numbers[FOUND] ?? 0;
  }

  get isStopping(): boolean {
    return this.#numbers[STOP] === 1;
  }

  stop(): void {
    this.#numbers[STOP] = 1;
  }
}
