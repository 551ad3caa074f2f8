import type { Host } from './host.ts';

/** How long nobody is heard: shorter than a person notices, and longer than a turn takes. */
const STEP_MS = 50;

/** Whether someone asked to stop. Work that goes on for long asks it between two steps. */
export class Interruption {
  readonly #host: Host;
  readonly #stopListening: () => void;
  #isAsked = false;
  #heardAt: number;

  constructor(host: Host) {
    this.#host = host;
    this.#heardAt = host.now();
    this.#stopListening = host.onInterrupt(() => {
      this.#isAsked = true;
    });
  }

  readonly isInterrupted = (): boolean => this.#isAsked;

  /** Listens, now and then. */
  readonly turn = async (): Promise<void> => {
    const now = this.#host.now();
    if (now - this.#heardAt < STEP_MS) return;
    await this.#host.turn();
    this.#heardAt = this.#host.now();
  };

  end(): void {
    this.#stopListening();
  }
}
