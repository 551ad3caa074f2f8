import { SourceError } from '../errors.ts';
import type { RunContext } from './checkpoint-file.ts';
import { isCheckpointName } from './checkpoint-name.ts';
import type { Directory, DirectoryEntry } from './directory.ts';
import { inFolder } from './recorded-path.ts';
import type { RunRemark } from './run.ts';
import { unreadable } from './unanswered.ts';

/** A file below the run, and the folder it stands in. */
export interface FoundFile {
  /** Below the run, with `/`. */
  readonly path: string;
  readonly directory: Directory;
  readonly entry: DirectoryEntry;
}

/** All that lies below a folder, by path. Links to folders are among the files: they are not followed. */
export interface Survey {
  readonly directory: Directory;
  /** Of `directory` below the run; empty for the run’s own. */
  readonly path: string;
  readonly files: ReadonlyMap<string, FoundFile>;
  readonly directories: ReadonlyMap<string, Directory>;
  readonly remarks: readonly RunRemark[];
}

/** Folders of other programs, which hold thousands of files and no checkpoints of this run. */
const FOREIGN = /^(?:node_modules|__pycache__|site-packages|venv)$/;
/** Hidden folders belong to other programs too, but for Hydra’s. */
const OWN_HIDDEN = /^\.(?:hydra|submitit)$/;

/** Lists what lies below `directory`. Throws a `SourceError` where that itself cannot be listed. */
export async function survey(directory: Directory, { limits }: RunContext): Promise<Survey> {
  const files = new Map<string, FoundFile>();
  const directories = new Map<string, Directory>();
  const remarks: RunRemark[] = [];
  let count = 0;
  // Nearer folders first, so that the limit cuts off what is farther away.
  let level: (readonly [path: string, directory: Directory])[] = [['', directory]];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limits.runDepth) {
      const data = { limit: limits.runDepth, count: level.length };
      remarks.push({ kind: 'too-deep', path: level[0]?.[0] ?? '', data });
      break;
    }
    const next: (readonly [path: string, directory: Directory])[] = [];
    for (const [folder, inside] of level) {
      const entries = await listed(inside, folder, remarks);
      for (const entry of entries) {
        count += 1;
        if (count > limits.runEntries) break;
        const found = inFolder(folder, entry.name);
        // A folder with the name of a checkpoint is one, of several files.
        const isFolder = entry.kind === 'directory' && !/\.(?:ckpt|pt|pth)$/.test(entry.name);
        if (!isFolder) files.set(found, { path: found, directory: inside, entry });
        else if (isOwn(entry.name)) next.push([found, inside.enter(entry.name)]);
      }
    }
    if (count > limits.runEntries) {
      remarks.push({ kind: 'too-many-entries', path: '', data: { limit: limits.runEntries } });
      break;
    }
    for (const [folder, inside] of next) directories.set(folder, inside);
    level = next;
  }
  return { directory, path: '', files, directories, remarks };
}

function isOwn(name: string): boolean {
  return name.startsWith('.') ? OWN_HIDDEN.test(name) : !FOREIGN.test(name);
}

async function listed(
  directory: Directory,
  path: string,
  remarks: RunRemark[],
): Promise<readonly DirectoryEntry[]> {
  try {
    return await directory.list();
  } catch (error) {
    // The folder that was asked for is no remark about itself.
    if (!(error instanceof SourceError) || path === '') throw error;
    remarks.push(unreadable(path, error, 'unreadable-directory'));
    return [];
  }
}

/** A path below the run as one below the folder of the survey. */
export function pathIn({ path: folder }: Survey, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

/** The file `path` below the folder of the survey. */
export function fileAt({ files, path: folder }: Survey, path: string): FoundFile | undefined {
  return files.get(inFolder(folder, path));
}

export function directoryAt(
  { directories, path: folder }: Survey,
  path: string,
): Directory | undefined {
  return directories.get(inFolder(folder, path));
}

/** The part of a survey below one of its folders, without the remarks: those are the whole’s. */
export function surveyBelow(whole: Survey, path: string, directory: Directory): Survey {
  const prefix = `${path}/`;
  return {
    directory,
    path,
    files: below(whole.files, prefix),
    directories: below(whole.directories, prefix),
    remarks: [],
  };
}

function below<Item>(items: ReadonlyMap<string, Item>, prefix: string): Map<string, Item> {
  const found = new Map<string, Item>();
  for (const [path, item] of items) if (path.startsWith(prefix)) found.set(path, item);
  return found;
}

const SHARD = /-\d{5,6}-of-\d{5,6}\.[\w.]+$/;

/**
 * The checkpoints among the files. Shards are parts of the one whose index lies beside; without an
 * index each stands for itself.
 */
export function checkpointsIn({ files }: Survey): readonly FoundFile[] {
  const all = [...files.values()].filter(({ entry }) => isCheckpointName(entry.name));
  const indexed = new Set(
    all.filter(({ entry }) => entry.name.endsWith('.json')).map(({ path }) => seriesOf(path)),
  );
  return all.filter(({ path }) => !SHARD.test(path) || !indexed.has(seriesOf(path)));
}

export function isShardName(name: string): boolean {
  return SHARD.test(name);
}

/** What shards and their index have in common: `a/model` and the extension. */
function seriesOf(path: string): string {
  // Of a variant, shards have its name before their numbers and the index after its extension.
  const named = path.replace(
    /^(.*)\.(\w+)\.index(?:\.([\w-]+))?\.json$/,
    (_, stem: string, extension: string, variant?: string) =>
      `${stem}${variant === undefined ? '' : `.${variant}`}.${extension}`,
  );
  return named.replace(/-\d{5,6}-of-\d{5,6}(?=\.)/, '').toLowerCase();
}
