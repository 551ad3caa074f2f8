/** A checkpoint among the others of its folder. */
import { isReadable, newestOf } from '../runs/newest.ts';
import { baseName, folderOf } from '../runs/recorded-path.ts';
import { relocated } from '../runs/relocation.ts';
import type { CheckpointFile } from '../runs/run.ts';
import { isSaid, type Keeper } from './callback-states.ts';
import type { Subject } from './subject.ts';

type Placed = Pick<Subject, 'names'> & Required<Pick<Subject, 'checkpointFile' | 'siblings'>>;

/** The file and those beside it that the same callback wrote, as far as their folder tells. */
export function filesOfItsRun({ checkpointFile, siblings }: Placed): readonly CheckpointFile[] {
  const folder = folderOf(checkpointFile.path);
  const dirpath = checkpointFile.checkpoint?.recorded.dirpath;
  const others = siblings.filter(
    (file) => folderOf(file.path) === folder && file.checkpoint?.recorded.dirpath === dirpath,
  );
  return [checkpointFile, ...others];
}

/**
 * Whether its state is the newest of its folder. Older states name files that were removed since, and
 * say what was best then.
 */
export function hasNewestState(placed: Placed): boolean {
  const files = filesOfItsRun(placed).filter(({ kind }) => kind !== 'exception');
  return newestOf(files) === placed.checkpointFile;
}

/**
 * Where a recorded path leads from the folder of the file that recorded it: runs are moved and copied.
 * `undefined`: out of that folder, where nothing can be looked for.
 */
export function nameBeside(recorded: string, { dirpath }: Keeper): string | undefined {
  return relocated(recorded, { folder: '', dirpath: isSaid(dirpath) ? dirpath : undefined });
}

/** Whether a recorded file is there. What is in a folder below is not listed, and counts as there. */
export function isThere(recorded: string, keeper: Keeper, names: readonly string[]): boolean {
  const name = nameBeside(recorded, keeper);
  return name === undefined || name.includes('/') || names.includes(name);
}

/**
 * Whether the file still has a name that its own state gives it. One that was copied elsewhere under
 * another name has no files to miss.
 */
export function isInPlace({ path }: CheckpointFile, keepers: readonly Keeper[]): boolean {
  const name = baseName(path);
  return keepers.some(({ bestPath, lastPath, bestK }) =>
    [bestPath, lastPath, ...(bestK?.keys() ?? [])].some(
      (recorded) => isSaid(recorded) && baseName(recorded) === name,
    ),
  );
}

/** A file beside it under another name that holds what the best one held. */
export function renamedBest(
  { bestPath, monitor }: Keeper,
  score: number | undefined,
  placed: Placed,
): CheckpointFile | undefined {
  if (score === undefined || !isSaid(monitor)) return undefined;
  const files = filesOfItsRun(placed).filter(isReadable);
  return files.find(
    ({ kind, checkpoint, fileName }) =>
      kind !== 'last' &&
      checkpoint.recorded.bestPath === bestPath &&
      checkpoint.metric?.name === monitor &&
      checkpoint.metric.value === score &&
      fileName.metrics.has(monitor),
  );
}
