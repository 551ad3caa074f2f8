import { bestByState } from '../runs/best.ts';
import { newestOf } from '../runs/newest.ts';
import { inFolder } from '../runs/recorded-path.ts';
import type { CheckpointFile } from '../runs/run.ts';

/**
 * The files of one folder, with the one that its newest state calls the best marked as that: an older
 * state names what was the best then. What a file is by its name counts more: `last.ckpt` stays the last.
 */
export function withBest(
  files: readonly CheckpointFile[],
  folder: string,
): readonly CheckpointFile[] {
  const path = bestPathOf(
    files.map((file) => ({ ...file, path: withoutSlash(file) })),
    folder,
  );
  return files.map((file) =>
    withoutSlash(file) === path && CAN_BE_BEST.has(file.kind) ? { ...file, kind: 'best' } : file,
  );
}

/** A checkpoint that is a folder ends in a slash; recorded paths have none. */
function withoutSlash({ path }: CheckpointFile): string {
  return path.replace(/\/$/, '');
}

const CAN_BE_BEST: ReadonlySet<CheckpointFile['kind']> = new Set([
  'periodic',
  'weights-only',
  'other',
]);

function bestPathOf(files: readonly CheckpointFile[], folder: string): string | undefined {
  const recording = files.filter(({ checkpoint }) => checkpoint?.recorded.bestPath !== undefined);
  const newest = newestOf(recording);
  if (newest === undefined) return undefined;
  const { metric, recorded } = newest.checkpoint;
  const keeping = {
    ...recorded,
    // A metric’s slash makes folders: what counts is the one they are all in.
    path: inFolder(folder, 'newest'),
    monitor: metric?.name,
    mode: metric?.mode,
    bestScore: bestScoreOf(recording, recorded.bestPath, metric?.mode),
    bestK: new Map<string, undefined>(),
  };
  return bestByState([keeping], files)?.path;
}

/** The best score of those that agree on which file has it. */
function bestScoreOf(
  files: readonly CheckpointFile[],
  recorded: string | undefined,
  mode: 'min' | 'max' | undefined,
): number | undefined {
  const scores = files.flatMap(({ checkpoint }) =>
    checkpoint?.recorded.bestPath === recorded ? (checkpoint?.metric?.value ?? []) : [],
  );
  if (mode === undefined || scores.length === 0) return undefined;
  return scores.reduce((a, b) => (mode === 'min' ? Math.min(a, b) : Math.max(a, b)));
}
