import { CkptError } from '../errors.ts';
import { isCheckpointName } from '../runs/checkpoint-name.ts';
import type { Directory, DirectoryEntry } from '../runs/directory.ts';

/** A file below a folder that its name calls a checkpoint, or a folder that cannot be listed. */
export type FileBelow =
  | { readonly path: string; readonly names: readonly string[] }
  | { readonly path: string; readonly error: CkptError };

const INDEX = /^(.*)\.(safetensors|bin)\.index\.json$/;
const SHARD = /^(.*)-\d{5,6}-of-\d{5,6}\.(safetensors|bin)$/;
/** Files beside the weights, in folders that are one checkpoint. */
const PART = /\.(?:pt|pth|bin)$/;
/** Folders of installed programs: their `.pth` files are of another kind. */
const PROGRAMS = new Set(['node_modules', 'site-packages', 'dist-packages', '__pycache__']);
/** Deeper trees are links in a circle, or made up. */
const MOST_LEVELS = 32;

/** The checkpoints below a folder, by name. Links are not followed; an index stands for its shards. */
export async function* checkpointFiles(
  directory: Directory,
  path = '',
  level = 0,
): AsyncGenerator<FileBelow, void, undefined> {
  let entries: readonly DirectoryEntry[];
  try {
    entries = await directory.list();
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    yield { path, error };
    return;
  }
  const names = entries.map(({ name }) => name);
  const indexed = new Set(names.flatMap((name) => INDEX.exec(name)?.slice(1).join() ?? []));
  for (const { name, kind } of entries) {
    const below = path === '' ? name : `${path}/${name}`;
    if (kind === 'directory' && level < MOST_LEVELS && !PROGRAMS.has(name)) {
      yield* checkpointFiles(directory.enter(name), below, level + 1);
    } else if (kind === 'file' && (isCheckpointName(name) || PART.test(name))) {
      const isShard = indexed.has(SHARD.exec(name)?.slice(1).join() ?? '');
      if (!isShard) yield { path: below, names };
    }
  }
}
