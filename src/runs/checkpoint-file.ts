import { withOpenFiles } from '../bytes/open-files.ts';
import { CkptError, SourceError, UnsupportedError } from '../errors.ts';
import { formats } from '../formats/index.ts';
import { withOddName } from '../formats/odd-name.ts';
import { openWith } from '../formats/open-with.ts';
import { trainingStateOf } from '../frameworks/index.ts';
import type { Limits } from '../limits.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { checkpointKind } from './checkpoint-kind.ts';
import { summaryOf } from './checkpoint-summary.ts';
import type { Directory, DirectoryEntry } from './directory.ts';
import { fileNameFacts } from './file-name.ts';
import type { CheckpointFile } from './run.ts';

export interface RunContext {
  readonly limits: Limits;
  /** A checkpoint that is open already, by its path: it is not opened again. */
  readonly opened?: { readonly path: string; readonly checkpoint: Checkpoint };
}

/** A file of a folder as a row: what is in the way of reading it is its `error`. Reads headers only. */
export async function readCheckpointFile(
  directory: Directory,
  entry: DirectoryEntry,
  context: RunContext,
): Promise<CheckpointFile> {
  const { name, byteLength, modified, link } = entry;
  const facts = {
    path: name,
    byteLength,
    modified,
    ...(link !== undefined && { link }),
    fileName: fileNameFacts(nameInFull(directory, name)),
  };
  try {
    const obstacle = obstacleTo(directory, entry);
    if (obstacle !== undefined) throw obstacle;
    return await withCheckpoint(directory, name, context, async (checkpoint) => {
      const state = trainingStateOf(checkpoint.root);
      const summary = await summaryOf(checkpoint, state, name);
      return { ...facts, kind: checkpointKind(name, state), checkpoint: summary };
    });
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    return { ...facts, kind: checkpointKind(name, undefined), error };
  }
}

/** Opens a file of a folder, and those beside it that it names; all are closed in the end. */
export async function withCheckpoint<Result>(
  directory: Directory,
  name: string,
  { limits, opened: known }: RunContext,
  use: (checkpoint: Checkpoint) => Promise<Result>,
): Promise<Result> {
  if (known !== undefined && known.path === pathIn(directory, name)) return use(known.checkpoint);
  return withOpenFiles(async (opened) => {
    const open = async (file: string) => opened.add(await directory.open(file));
    // Once for all shards, of which there may be as many as files.
    let entries: Promise<readonly DirectoryEntry[]> | undefined;
    const openSibling = async (sibling: string) => {
      entries ??= directory.list();
      const entry = (await entries).find((candidate) => candidate.name === sibling);
      const obstacle = entry === undefined ? undefined : obstacleTo(directory, entry);
      if (obstacle !== undefined) throw obstacle;
      return open(sibling);
    };
    const checkpoint = await openWith(formats, await open(name), { limits, openSibling });
    return use(withOddName(checkpoint, formats));
  });
}

const LINKS: Readonly<Record<string, readonly [kind: string, finding: string]>> = {
  nothing: ['dangling-link', 'a link to a file that is not there'],
  outside: ['link-outside', 'a link that leads out of the folder, which is not followed'],
  itself: ['link-to-itself', 'a link that leads to itself'],
  directory: ['directory', 'a link to a folder'],
};

/** What keeps an entry from being opened, as far as the folder tells. */
export function obstacleTo(
  { path }: Directory,
  { name, kind, link }: DirectoryEntry,
): CkptError | undefined {
  const place = { file: pathIn({ path }, name) };
  if (link !== undefined) {
    const [problem, finding] = LINKS[link.leadsTo] ?? [];
    if (problem === undefined || finding === undefined) return undefined;
    return new SourceError(finding, place, { kind: problem, data: { target: link.target } });
  }
  if (kind === 'file') return undefined;
  if (kind !== 'directory') {
    return new SourceError('a pipe or device, not a file', place, { kind: 'not-a-file' });
  }
  const finding = 'a checkpoint that is a folder of files, which is not read';
  return new UnsupportedError(finding, place, { kind: 'checkpoint-folder' });
}

/** The path of what stands in a folder under a name. */
export function pathIn({ path }: Pick<Directory, 'path'>, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

/**
 * A metric with a slash in its name makes Lightning write into a folder: `epoch=00-val/acc=0.5.ckpt`.
 * In transformers the folder has the counter: `checkpoint-500/model.safetensors`.
 */
function nameInFull({ name: folder }: Directory, name: string): string {
  if (/(?:^|[-_ ])(?:epoch|step)=\d/.test(folder) && name.includes('=')) return `${folder}/${name}`;
  return /^checkpoint-\d+$/.test(folder) && !/\d/.test(name) ? folder : name;
}
