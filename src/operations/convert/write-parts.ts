/** Writes a draft with the help of others. What it becomes is the same. */
import type { ByteSink } from '../../bytes/sink.ts';
import { bottomOf } from '../../bytes/source.ts';
import { castBetween } from '../../model/cast.ts';
import { type Chunks, type Draft, type Part, partsOf, type Stretch } from '../../writers/draft.ts';
import { pour } from './pour.ts';
import {
  type Piece,
  SECTION_SIZES,
  type Section,
  type SectionSizes,
  sectionsOf,
} from './sections.ts';
import type { CopyWorkers } from './workers.ts';

/** A sink in which several can write at once. */
export type PlacedSink = ByteSink & Required<Pick<ByteSink, 'writeAt'>>;

interface PartsContext {
  readonly workers: CopyWorkers;
  readonly onBytes: (byteLength: number) => void;
  readonly sizes?: SectionSizes;
}

/** So many sections are begun before the first of them is done. */
const MOST_SECTIONS = 12;
const CHUNK_BYTES = 2 ** 20;

/** When it ends, however it ends, nobody writes any more. */
export async function writeParts(
  draft: Draft,
  sink: PlacedSink,
  context: PartsContext,
): Promise<void> {
  const answers = new Set<Promise<unknown>>();
  const ends: Promise<void>[] = [];
  let before: Promise<void> = Promise.resolve();
  try {
    for (const section of sectionsOf(partsOf(draft), context.sizes ?? SECTION_SIZES)) {
      if (ends.length >= MOST_SECTIONS) await ends.shift();
      const answer = begun(section, sink, context);
      answers.add(answer);
      const done = () => answers.delete(answer);
      answer.then(done, done);
      // In turn: what a part needs to know of those before it is known then.
      before = before.then(async () => finished(section, await answer, sink, context));
      before.catch(() => {});
      ends.push(before);
    }
    await before;
  } finally {
    await Promise.allSettled(answers);
    await before.catch(() => {});
  }
}

/** What the workers say; nothing where there is nothing for them. */
async function begun(
  section: Section,
  sink: PlacedSink,
  { workers }: PartsContext,
): Promise<readonly number[] | undefined> {
  if (section.kind === 'run') return undefined;
  const { position, pieces } = section;
  const stretches: Stretch[] = [];
  for (const { stretch } of pieces) stretches.push(await atBottom(stretch));
  const isSummed = pieces.some(({ part }) => part.sum !== undefined);
  return workers.copy({ sink, position, stretches, isSummed });
}

async function atBottom(stretch: Stretch): Promise<Stretch> {
  const { source, start } = await bottomOf(stretch.source);
  return { ...stretch, source, start: start + stretch.start, end: start + stretch.end };
}

async function finished(
  section: Section,
  sums: readonly number[] | undefined,
  sink: PlacedSink,
  { onBytes }: PartsContext,
): Promise<void> {
  if (section.kind === 'job' && sums !== undefined) {
    for (const [index, { part, byteLength }] of section.pieces.entries()) {
      part.sum?.join(sums[index] ?? 0, byteLength);
      onBytes(byteLength);
    }
    return;
  }
  let position = section.position;
  const write = (bytes: Uint8Array): Promise<void> => {
    const start = position;
    position += bytes.byteLength;
    return sink.writeAt(bytes, start);
  };
  const chunks = section.kind === 'run' ? chunksOf(section.parts) : chunksOfPieces(section.pieces);
  await pour(chunks, write, onBytes);
}

async function* chunksOf(parts: readonly Part[]): Chunks {
  for (const part of parts) yield* part.chunks();
}

/** What the workers should have written. */
async function* chunksOfPieces(pieces: readonly Piece[]): Chunks {
  for (const { part, stretch } of pieces) {
    const { source, start, end, cast: pair } = stretch;
    const cast = pair && castBetween(pair.from, pair.to);
    for (let from = start; from < end; from += CHUNK_BYTES) {
      const bytes = await source.read(from, Math.min(from + CHUNK_BYTES, end));
      const chunk = cast === undefined ? bytes : cast(bytes);
      part.sum?.add(chunk);
      yield chunk;
    }
  }
}
