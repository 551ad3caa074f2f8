/** Two streams of elements, walked together though they come in pieces of different sizes. */

/** The next piece is asked for before this one is used: reading goes on meanwhile. */
async function* ahead(pieces: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let next = pieces.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = pieces.next();
      // Whoever stops early never looks at it.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await next.catch(() => {});
  }
}

export interface Step {
  readonly left: Uint8Array;
  readonly right: Uint8Array;
  /** Of elements, in both. */
  readonly count: number;
  /** Elements before these. */
  readonly from: number;
}

/** Pieces of the same elements of both. They end where the shorter does. */
export async function* lockstep(
  left: AsyncGenerator<Uint8Array>,
  right: AsyncGenerator<Uint8Array>,
  leftBytes: number,
  rightBytes: number,
): AsyncGenerator<Step> {
  const a = new Pieces(left, leftBytes);
  const b = new Pieces(right, rightBytes);
  try {
    for (let from = 0; ; ) {
      await Promise.all([a.fill(), b.fill()]);
      const count = Math.min(a.count, b.count);
      if (count === 0) return;
      yield { left: a.take(count), right: b.take(count), count, from };
      from += count;
    }
  } finally {
    await Promise.all([a.end(), b.end()]);
  }
}

class Pieces {
  readonly #pieces: AsyncGenerator<Uint8Array>;
  readonly #width: number;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(pieces: AsyncGenerator<Uint8Array>, width: number) {
    this.#pieces = ahead(pieces);
    this.#width = width;
  }

  get count(): number {
    return Math.floor(this.#rest.byteLength / this.#width);
  }

  async fill(): Promise<void> {
    while (this.count === 0) {
      const { done, value } = await this.#pieces.next();
      if (done) return;
      this.#rest = value;
    }
  }

  take(count: number): Uint8Array {
    const end = count * this.#width;
    const taken = this.#rest.subarray(0, end);
    this.#rest = this.#rest.subarray(end);
    return taken;
  }

  async end(): Promise<void> {
    await this.#pieces.return(undefined);
  }
}
