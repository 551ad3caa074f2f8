import type { CheckpointFile, CheckpointSummary } from './run.ts';

export type ReadableCheckpoint = CheckpointFile & { readonly checkpoint: CheckpointSummary };

export function isReadable(file: CheckpointFile): file is ReadableCheckpoint {
  return file.checkpoint !== undefined;
}

/**
 * The file with the newest state: the highest step, where steps are said, then the highest epoch. Of
 * equals, `last` files were written after the others.
 */
export function newestOf(files: readonly CheckpointFile[]): ReadableCheckpoint | undefined {
  return files
    .filter((file) => isReadable(file))
    .filter(({ kind }) => kind !== 'temporary')
    .reduce<ReadableCheckpoint | undefined>(
      (newest, file) => (newest === undefined || isNewer(file, newest) ? file : newest),
      undefined,
    );
}

function isNewer(file: ReadableCheckpoint, than: ReadableCheckpoint): boolean {
  for (const count of [stepOf, epochOf, rankOf, numberOf]) {
    const [one, other] = [count(file), count(than)];
    if (one === undefined || other === undefined || one === other) continue;
    return one > other;
  }
  return (file.modified ?? 0) > (than.modified ?? 0);
}

function stepOf({ checkpoint, fileName }: ReadableCheckpoint): number | undefined {
  return checkpoint.step ?? fileName.step;
}

function epochOf({ checkpoint, fileName }: ReadableCheckpoint): number | undefined {
  return checkpoint.epoch ?? fileName.epoch;
}

const rankOf = ({ kind }: CheckpointFile) => Number(kind === 'last');
const numberOf = ({ fileName }: CheckpointFile) => fileName.number ?? fileName.version;

/** What stands for the newest state: the file called so, else the newest. */
export function lastOf(files: readonly CheckpointFile[]): string | undefined {
  const named = files.filter(({ kind }) => kind === 'last');
  return (newestOf(named) ?? newestOf(files))?.path;
}
