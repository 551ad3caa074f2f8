import { inOrder } from '../bytes/in-order.ts';
import { MalformedError } from '../errors.ts';
import { type RunContext, readCheckpointFile } from '../runs/checkpoint-file.ts';
import type { CheckpointFile } from '../runs/run.ts';
import { readStepFolder } from '../runs/step-folder.ts';
import { isUnanswered } from '../runs/unanswered.ts';
import type { Duplicates, HashOptions } from './duplicates.ts';
import type { Found } from './find.ts';
import { withBest } from './folder-kinds.ts';
import type { FoundCheckpoint, FoundFolder } from './found.ts';
import type { ListedCheckpoint } from './listing.ts';

export interface ListOptions extends HashOptions {
  readonly context: RunContext;
  /** Digests what may be a duplicate with this. */
  readonly duplicates?: Duplicates;
  /** Called between files. */
  readonly turn?: () => Promise<void>;
  readonly onRead?: () => void;
}

/** So many files are open at a time; an index opens all its shards, and then alone. */
const MOST_OPEN = 8;

/**
 * Reads what was found, in that order, headers only. A folder comes when all of it is read, because its
 * newest state says which of its files is the best. Ends early where it is interrupted.
 */
export async function* listCheckpoints(
  { folders }: Pick<Found, 'folders'>,
  options: ListOptions,
): AsyncGenerator<ListedCheckpoint, void, undefined> {
  const { isInterrupted = () => false, duplicates } = options;
  let together: ReadCheckpoint[] = [];
  for await (const read of inOrder(
    checkpointsOf(folders, isInterrupted),
    MOST_OPEN,
    ({ found: { kind, fileCount } }) => (kind === 'index' ? fileCount : 1),
    (task) => readOne(task, options),
  )) {
    if (isInterrupted()) break;
    if (together[0] !== undefined && together[0].folder !== read.folder) {
      yield* listed(together, duplicates);
      together = [];
    }
    together.push(read);
  }
  // What is read of a folder is shown although the rest is missing.
  yield* listed(together, duplicates);
}

interface Task {
  readonly folder: FoundFolder;
  readonly found: FoundCheckpoint;
}

interface ReadCheckpoint extends Task {
  readonly file: CheckpointFile;
  readonly sha256: string | undefined;
}

function* checkpointsOf(
  folders: readonly FoundFolder[],
  isInterrupted: () => boolean,
): Generator<Task, void, undefined> {
  for (const folder of folders) {
    for (const found of folder.checkpoints) {
      if (isInterrupted()) return;
      yield { folder, found };
    }
  }
}

async function readOne(task: Task, options: ListOptions): Promise<ReadCheckpoint> {
  const { context, turn, onRead, duplicates } = options;
  const { found } = task;
  await turn?.();
  const file = await read(found, context);
  const isRead = found.isAsked && !isUnanswered(file.error);
  const sha256 = isRead ? await duplicates?.digestOf(found, options) : undefined;
  onRead?.();
  return {
    ...task,
    file: { ...file, byteLength: found.byteLength, modified: found.modified },
    sha256,
  };
}

async function read(found: FoundCheckpoint, context: RunContext): Promise<CheckpointFile> {
  const { directory, entry, kind, fileCount, path } = found;
  if (kind === 'folder') return { ...(await readStepFolder(directory, entry, context)), path };
  const file = await readCheckpointFile(directory, entry, context);
  if (kind !== 'loose-shards') return { ...file, path };
  const { checkpoint: _, ...rest } = file;
  const error = new MalformedError(
    `${fileCount === 1 ? 'a shard' : `${fileCount} shards`} without an index`,
    { file: path },
    { kind: 'shards-without-index', data: { count: fileCount } },
  );
  return { ...rest, path, error };
}

function* listed(
  together: readonly ReadCheckpoint[],
  duplicates: Duplicates | undefined,
): Generator<ListedCheckpoint, void, undefined> {
  const [first] = together;
  if (first === undefined) return;
  const all = together.map(({ file }) => file);
  const isWhole = all.length === first.folder.checkpoints.length;
  // Without the newest state, which may be missing, nothing is known to be the best.
  const files = isWhole ? withBest(all, first.folder.path) : all;
  for (const [index, { folder, found, sha256 }] of together.entries()) {
    const file = files[index];
    if (file === undefined || !found.isAsked) continue;
    const { path, fileCount } = found;
    const duplicateOf = duplicates?.earlier(path, sha256);
    yield {
      path,
      run: folder.run,
      ...(folder.overrides.length > 0 && { overrides: folder.overrides }),
      file,
      fileCount,
      ...(sha256 !== undefined && { sha256 }),
      ...(duplicateOf !== undefined && { duplicateOf }),
    };
  }
}
