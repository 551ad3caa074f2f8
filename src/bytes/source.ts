import { SourceError, TruncatedError } from '../errors.ts';

/**
 * Random access to bytes: a file, a URL, an archive entry, a buffer.
 *
 * Ranges exclude their end and are relative to this source. `read` gives exactly `end - start`
 * bytes or throws, so no caller ever checks a range or meets a short read.
 */
export interface ByteSource {
  /** What a message calls it. */
  readonly name: string;
  readonly byteLength: number;
  /**
   * `memory`, if it is given and long enough, may be where the bytes are put: whoever gives it must be
   * done with what was put there before. Sources need not make use of it.
   */
  read(start: number, end: number, memory?: Uint8Array): Promise<Uint8Array>;
  /** How the bytes may differ from those that were opened, as `it grew`, where that can be told. */
  changed?(): Promise<string | undefined>;
  /** Where the bytes lie, where all of them lie in a row in another source. */
  within?(): Promise<Within>;
  /** What these bytes are inflated from. */
  readonly inflates?: ByteSource | undefined;
}

export interface Within {
  readonly source: ByteSource;
  readonly start: number;
}

/** The source at the bottom, which is no part of another, and where in it the bytes begin. */
export async function bottomOf(source: ByteSource): Promise<Within> {
  let bottom: Within = { source, start: 0 };
  for (;;) {
    const next = await bottom.source.within?.();
    if (next === undefined) return bottom;
    bottom = { source: next.source, start: bottom.start + next.start };
  }
}

/** A source that holds something open. */
export interface OpenFile {
  readonly source: ByteSource;
  /** Never throws: what was only read loses nothing. */
  close(): Promise<void>;
}

/** Makes a source of `fetch`, which is asked only for ranges that lie inside. */
export function byteSource(
  name: string,
  byteLength: number,
  fetch: (start: number, end: number, memory?: Uint8Array) => Promise<Uint8Array>,
): ByteSource {
  return {
    name,
    byteLength,
    async read(start, end, memory) {
      checkRange(name, byteLength, start, end);
      if (start === end) return new Uint8Array(0);
      const bytes = await fetch(start, end, memory);
      if (bytes.byteLength !== end - start) {
        throw new SourceError(
          `gave ${bytes.byteLength} of ${end - start} bytes`,
          { file: name, offset: start },
          { kind: 'short-read' },
        );
      }
      return bytes;
    },
  };
}

export function memorySource(name: string, bytes: Uint8Array, inflates?: ByteSource): ByteSource {
  const read = async (start: number, end: number) => bytes.subarray(start, end);
  const source = byteSource(name, bytes.byteLength, read);
  return inflates === undefined ? source : { ...source, inflates };
}

/** A window onto `source`, itself a source: an archive entry, a tensor’s storage. */
export function windowOf(source: ByteSource, start: number, end: number): ByteSource {
  return new Window(source, start, end);
}

/**
 * Not through `byteSource`: a file of a million tensors has a million windows, and the source below
 * keeps the promise once this has checked its own end.
 */
class Window implements ByteSource {
  readonly byteLength: number;
  readonly #source: ByteSource;
  readonly #start: number;

  constructor(source: ByteSource, start: number, end: number) {
    this.#source = source;
    this.#start = start;
    this.byteLength = end - start;
  }

  get name(): string {
    return this.#source.name;
  }

  get inflates(): ByteSource | undefined {
    return this.#source.inflates;
  }

  async read(start: number, end: number, memory?: Uint8Array): Promise<Uint8Array> {
    checkRange(this.name, this.byteLength, start, end);
    return this.#source.read(this.#start + start, this.#start + end, memory);
  }

  async within(): Promise<Within> {
    return { source: this.#source, start: this.#start };
  }
}

/** For sources that are not made by `byteSource`. Throws a `TruncatedError`. */
export function checkRange(file: string, byteLength: number, start: number, end: number): void {
  if (start >= 0 && start <= end && end <= byteLength) return;
  throw new TruncatedError(`bytes ${start} to ${end} are wanted, ${byteLength} are there`, {
    file,
    offset: start,
  });
}
