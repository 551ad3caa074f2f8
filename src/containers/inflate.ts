import { type ByteSource, byteSource } from '../bytes/source.ts';
import { MalformedError } from '../errors.ts';

const CHUNK_BYTES = 256 * 1024;
/** Inflated a thousandfold, which is the most there is, they still fit well into memory. */
const WRITTEN_BYTES = 32 * 1024;

/**
 * What deflated bytes inflate to, as a source. Reading on from where the last read ended goes on
 * inflating; reading further back starts over, so read such an entry front to back. Never holds
 * more than what is asked for and a chunk.
 */
export function inflating(compressed: ByteSource, byteLength: number): ByteSource {
  let stream: InflatedStream | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function readInOrder(start: number, end: number): Promise<Uint8Array> {
    if (stream === undefined || stream.position > start) stream = new InflatedStream(compressed);
    const current = stream;
    try {
      await current.skip(start - current.position);
      return await current.read(end - start);
    } catch (error) {
      stream = undefined;
      throw error;
    }
  }

  const source = byteSource(compressed.name, byteLength, (start, end) => {
    const read = last.then(() => readInOrder(start, end));
    last = read.catch(() => undefined);
    return read;
  });
  return { ...source, inflates: compressed };
}

/** Inflated bytes, front to back; `position` is how many were taken. */
class InflatedStream {
  position = 0;
  readonly #source: ByteSource;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<BufferSource>;
  #chunk = new Uint8Array(0);
  /** Compressed bytes that were read and not written yet, and how many were read in all. */
  #compressed = new Uint8Array(0);
  #readBytes = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    const { readable, writable } = new DecompressionStream('deflate-raw');
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
  }

  async skip(byteLength: number): Promise<void> {
    for (let left = byteLength; left > 0; ) left -= (await this.#take(left)).byteLength;
  }

  async read(byteLength: number): Promise<Uint8Array> {
    // Grown as bytes arrive: the length is the file’s word.
    const chunks: Uint8Array[] = [];
    for (let left = byteLength; left > 0; ) {
      const chunk = await this.#take(left);
      chunks.push(chunk);
      left -= chunk.byteLength;
    }
    const bytes = new Uint8Array(byteLength);
    let offset = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return bytes;
  }

  /** At least one byte and at most `most`. */
  async #take(most: number): Promise<Uint8Array> {
    while (this.#chunk.byteLength === 0) this.#chunk = await this.#next();
    const taken = this.#chunk.subarray(0, most);
    this.#chunk = this.#chunk.subarray(taken.byteLength);
    this.position += taken.byteLength;
    return taken;
  }

  async #next(): Promise<Uint8Array<ArrayBuffer>> {
    const place = { file: this.#source.name };
    const options = { kind: 'deflate' };
    const next = this.#reader.read();
    await this.#writeUntil(next);
    try {
      const { done, value } = await next;
      if (!done) return value as Uint8Array<ArrayBuffer>;
    } catch (cause) {
      throw new MalformedError('the compressed bytes do not inflate', place, { ...options, cause });
    }
    throw new MalformedError(
      `the compressed bytes inflate to ${this.position}, less than they should`,
      place,
      options,
    );
  }

  /**
   * Writes compressed bytes until something comes of them, or none are left. Not `pipeThrough`, with
   * which Node reads gigabytes ahead.
   */
  async #writeUntil(next: Promise<unknown>): Promise<void> {
    let isWaiting = true;
    const settled = next.then(
      () => {
        isWaiting = false;
      },
      () => {
        isWaiting = false;
      },
    );
    while (isWaiting) {
      const bytes = await this.#nextCompressed();
      const isLast = bytes.byteLength === 0;
      const written = isLast ? this.#writer.close() : this.#writer.write(bytes);
      // Bytes that do not inflate fail both ends; `next` tells.
      const harmless = written.catch(() => settled);
      await Promise.race([settled, harmless]);
      if (isLast) return;
    }
  }

  async #nextCompressed(): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#compressed.byteLength === 0) {
      const start = this.#readBytes;
      const end = Math.min(start + CHUNK_BYTES, this.#source.byteLength);
      this.#compressed = (await this.#source.read(start, end)) as Uint8Array<ArrayBuffer>;
      this.#readBytes = end;
    }
    const bytes = this.#compressed.subarray(0, WRITTEN_BYTES);
    this.#compressed = this.#compressed.subarray(bytes.byteLength);
    return bytes;
  }
}
