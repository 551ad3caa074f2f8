/** Memory for pieces of files, used again and again: fresh memory takes longer to get than bytes to read. */
import { CHUNK_BYTES, type ChunkMemory } from '../../model/tensor-bytes.ts';

/** Two pieces: one is used while the next is read. */
type Pieces = Uint8Array[];

const FREE: Pieces[] = [];

/** For one stream alone, until it is given back. */
export function borrowed(): Pieces {
  return FREE.pop() ?? [];
}

export function givenBack(...all: readonly Pieces[]): void {
  FREE.push(...all);
}

export function inTurn(pieces: Pieces): ChunkMemory {
  let count = 0;
  return () => {
    const at = count % 2;
    count += 1;
    const piece = pieces[at] ?? new Uint8Array(CHUNK_BYTES);
    pieces[at] = piece;
    return piece;
  };
}
