import { type ByteSource, byteSource } from '../bytes/source.ts';
import { MalformedError } from '../errors.ts';

const CHUNK_BYTES = 256 * 1024;

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

  return byteSource(compressed.name, byteLength, (start, end) => {
    const read = last.then(() => readInOrder(start, end));
    last = read.catch(() => undefined);
    return read;
  });
}

/** Inflated bytes, front to back; `position` is how many were taken. */
class InflatedStream {
  position = 0;
  readonly #source: ByteSource;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #chunk = new Uint8Array(0);
  #sourceError: unknown;

  constructor(source: ByteSource) {
    this.#source = source;
    this.#reader = chunksOf(source, (error) => {
      this.#sourceError = error;
    })
      .pipeThrough(new DecompressionStream('deflate-raw'))
      .getReader();
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
    try {
      const { done, value } = await this.#reader.read();
      if (!done) return value as Uint8Array<ArrayBuffer>;
    } catch (cause) {
      if (this.#sourceError !== undefined) throw this.#sourceError;
      throw new MalformedError('the compressed bytes do not inflate', place, { ...options, cause });
    }
    throw new MalformedError(
      `the compressed bytes inflate to ${this.position}, less than they should`,
      place,
      options,
    );
  }
}

function chunksOf(
  source: ByteSource,
  onError: (error: unknown) => void,
): ReadableStream<BufferSource> {
  let position = 0;
  return new ReadableStream({
    async pull(controller) {
      const end = Math.min(position + CHUNK_BYTES, source.byteLength);
      if (end === position) {
        controller.close();
        return;
      }
      try {
        controller.enqueue((await source.read(position, end)) as Uint8Array<ArrayBuffer>);
        position = end;
      } catch (error) {
        onError(error);
        controller.error(error);
      }
    },
  });
}
