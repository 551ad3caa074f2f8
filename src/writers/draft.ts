/** What is written, before it is: lengths are known first, bytes come as they are asked for. */

export type Chunks = AsyncIterable<Uint8Array>;

/** Bytes to be: a file, an entry of an archive, the elements of a tensor. */
export interface Draft {
  readonly byteLength: number;
  /** Anew each time. A chunk may be overwritten once the next is asked for. */
  chunks(): Chunks;
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
  };
}
