/** A draft cut into what others can copy and what we write ourselves. */
import { DTYPES } from '../../model/dtype.ts';
import type { Part, Stretch } from '../../writers/draft.ts';

/** Parts in a row that are written here. */
interface Run {
  readonly kind: 'run';
  readonly position: number;
  readonly parts: readonly Part[];
}

/** Stretches in a row that someone else can copy. */
interface Job {
  readonly kind: 'job';
  readonly position: number;
  readonly pieces: readonly Piece[];
}

/** A stretch, or a part of one. */
export interface Piece {
  readonly part: Part;
  readonly stretch: Stretch;
  /** As it is written. */
  readonly byteLength: number;
}

export type Section = Run | Job;

export interface SectionSizes {
  /** Fewer bytes are written sooner than handed over. */
  readonly leastBytes: number;
  /** A multiple of the size of every element. */
  readonly jobBytes: number;
}

export const SECTION_SIZES: SectionSizes = { leastBytes: 2 ** 16, jobBytes: 2 ** 22 };

/** In the order of the file. */
export function* sectionsOf(
  parts: Iterable<Part>,
  { leastBytes, jobBytes }: SectionSizes,
): Generator<Section> {
  let position = 0;
  let start = 0;
  let run: Part[] = [];
  let pieces: Piece[] = [];
  const taken = function* (): Generator<Section> {
    if (run.length > 0) yield { kind: 'run', position: start, parts: run };
    if (pieces.length > 0) yield { kind: 'job', position: start, pieces };
    start = position;
    run = [];
    pieces = [];
  };
  for (const part of parts) {
    const { stretch } = part;
    if (stretch === undefined || part.byteLength < leastBytes) {
      if (pieces.length > 0) yield* taken();
      run.push(part);
      position += part.byteLength;
      continue;
    }
    if (run.length > 0) yield* taken();
    for (const piece of piecesOf(part, stretch, jobBytes)) {
      if (position - start + piece.byteLength > jobBytes) yield* taken();
      pieces.push(piece);
      position += piece.byteLength;
    }
  }
  yield* taken();
}

function* piecesOf(part: Part, stretch: Stretch, step: number): Generator<Piece> {
  const { start, end, cast } = stretch;
  const growth = cast === undefined ? 1 : DTYPES[cast.to].blockBytes / DTYPES[cast.from].blockBytes;
  for (let from = start; from < end; from += step) {
    const to = Math.min(from + step, end);
    yield {
      part,
      stretch: { ...stretch, start: from, end: to },
      byteLength: (to - from) * growth,
    };
  }
}
