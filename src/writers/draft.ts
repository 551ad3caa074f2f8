/** What is written, before it is: lengths are known first, bytes come as they are asked for. */
import type { ByteSource } from '../bytes/source.ts';
import type { CastPair } from '../model/cast.ts';

export type Chunks = AsyncIterable<Uint8Array>;

/** Bytes to be: a file, an entry of an archive, the elements of a tensor. */
export interface Draft {
  readonly byteLength: number;
  /** Anew each time. A chunk may be overwritten once the next is asked for. */
  chunks(): Chunks;
  /** The same in parts, anew each time: others than us may write those that are stretches. */
  parts?(): readonly Part[];
}

/** A part of a draft. Its `chunks` may need what parts before it are found to be. */
export interface Part {
  readonly byteLength: number;
  chunks(): Chunks;
  /** Where these bytes come from, where they lie in a row. */
  readonly stretch?: Stretch;
  /** Receives the bytes of a stretch, or their checksum, in turn, if `chunks` is not asked. */
  readonly sum?: RunningSum;
}

/** Bytes in a row in a source, which become others where there is a `cast`. */
export interface Stretch {
  readonly source: ByteSource;
  readonly start: number;
  readonly end: number;
  readonly cast?: CastPair;
}

/** The checksum of what was written so far. */
export interface RunningSum {
  add(bytes: Uint8Array): void;
  /** The same of bytes of which only the checksum is known. */
  join(crc32: number, byteLength: number): void;
}

/** A file of the output, by its place beside the others. */
export interface FileDraft extends Draft {
  readonly name: string;
}

export function bytesDraft(bytes: Uint8Array): Draft {
  return {
    byteLength: bytes.byteLength,
    async *chunks() {
      yield bytes;
    },
  };
}

/** One after the other. */
export function joinedDraft(drafts: readonly Draft[]): Draft {
  return {
    byteLength: drafts.reduce((sum, { byteLength }) => sum + byteLength, 0),
    async *chunks() {
      for (const draft of drafts) yield* draft.chunks();
    },
    parts: () => drafts.flatMap(partsOf),
  };
}

export function partsOf(draft: Draft): readonly Part[] {
  return draft.parts?.() ?? [draft];
}
