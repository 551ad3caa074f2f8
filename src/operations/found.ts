/** What `ls` finds in one folder, before anything in it is read. */

import { isCheckpointName } from '../runs/checkpoint-name.ts';
import type { Directory, DirectoryEntry } from '../runs/directory.ts';

export interface FoundFolder {
  readonly path: string;
  readonly run: string;
  readonly overrides: readonly string[];
  readonly checkpoints: readonly FoundCheckpoint[];
}

/** A checkpoint by its names: a file, an index and its shards, the files of all ranks, or a folder. */
export interface FoundByName {
  /** The folder and the file in it to read. */
  readonly directory: Directory;
  readonly entry: DirectoryEntry;
  readonly path: string;
  readonly kind: 'file' | 'index' | 'folder' | 'folder-of-parts' | 'ranks' | 'loose-shards';
  readonly fileCount: number;
  /** Of all its files; `undefined` where that is not known. */
  readonly byteLength: number | undefined;
  readonly modified: number | undefined;
}

export interface FoundCheckpoint extends FoundByName {
  /** Whether it is to be listed, or only to be read to know what the others are. */
  readonly isAsked: boolean;
}

const SHARD = /^(.+)-\d+-of-(\d+)\.(safetensors|bin)$/;
const INDEX = /\.(?:safetensors|bin)\.index(?:\.[\w-]+)?\.json$/;
/** `model.fp16`: a name and the variant of it, which the index has elsewhere in its name. */
const VARIANT = /^(.+)\.([\w-]+)$/;
/** What DeepSpeed has each process write. */
const RANK = /(?:^|_)rank_\d+.*_(?:model|optim)_states\.pt$/;
/** What transformers names the folders that a training goes on from. */
const STEP_FOLDER = /^checkpoint-\d+$/;

/** In the order in which transformers looks for a model. */
const MODEL_FILES = [
  'model.safetensors.index.json',
  'model.safetensors',
  'pytorch_model.bin.index.json',
  'pytorch_model.bin',
  'adapter_model.safetensors',
  'adapter_model.bin',
];

/**
 * A metric with a slash in its name makes Lightning write into a folder: `epoch=00-val/acc=0.5.ckpt`. Gives
 * what lies in such a one, and nothing for a folder that only has a name like it.
 */
export function checkpointsOfMetricFolder(
  directory: Directory,
  entries: readonly DirectoryEntry[],
  pathOf: (name: string) => string,
): FoundByName[] {
  const isOfNames = entries.every(({ name, kind }) => kind !== 'directory' && name.includes('='));
  return isOfNames ? checkpointsAmong(directory, entries, pathOf) : [];
}

export function isMetricFolder(name: string): boolean {
  return /(?:^|[-_ ])(?:epoch|step)=\d/.test(name);
}

export function isStepFolder(name: string): boolean {
  return STEP_FOLDER.test(name);
}

/** The checkpoints among the files of a folder. Those `named` count whatever their names look like. */
export function checkpointsAmong(
  directory: Directory,
  entries: readonly DirectoryEntry[],
  pathOf: (name: string) => string,
  named: ReadonlySet<string> = new Set(),
): FoundByName[] {
  const files = entries.filter(isFile);
  const names = new Set(files.map(({ name }) => name));
  const shards = shardsOf(
    files.filter(({ name }) => !named.has(name)),
    names,
  );
  const ranks = files.filter(({ name }) => RANK.test(name) && !named.has(name));
  const inGroups = new Set([...shards.values(), ranks].flat());
  const found: FoundByName[] = [];
  for (const entry of files) {
    const { name } = entry;
    if (inGroups.has(entry)) continue;
    const isIndex = INDEX.test(name);
    if (!named.has(name) && !isIndex && !isCheckpointName(name)) continue;
    const parts = isIndex ? (shards.get(name) ?? []) : [];
    const path = pathOf(name);
    found.push({
      directory,
      entry,
      path,
      kind: isIndex ? 'index' : 'file',
      ...whole([entry, ...parts]),
    });
  }
  for (const [index, parts] of shards) {
    const [first] = parts;
    if (names.has(index) || first === undefined) continue;
    const [, , total] = SHARD.exec(first.name) ?? [];
    if (Number(total) === 1) {
      const path = pathOf(first.name);
      found.push({ directory, entry: first, path, kind: 'file', ...whole([first]) });
      continue;
    }
    const path = pathOf(first.name.replace(/-\d+-of-/, '-*-of-'));
    found.push({ directory, entry: first, path, kind: 'loose-shards', ...whole(parts) });
  }
  const states = ranks.filter(({ name }) => isCheckpointName(name));
  const [state] = states;
  if (state !== undefined) {
    const name = states.length > 1 ? state.name.replaceAll(/(?<=rank_)\d+/g, '*') : state.name;
    found.push({ directory, entry: state, path: pathOf(name), kind: 'ranks', ...whole(ranks) });
  }
  return found;
}

/** Whether each process wrote a part of the folder, as torch.distributed.checkpoint has it. */
export function isDistributed(entries: readonly DirectoryEntry[]): boolean {
  const has = (wanted: (name: string) => boolean) => entries.some(({ name }) => wanted(name));
  return has((name) => name === '.metadata') && has((name) => name.endsWith('.distcp'));
}

export function distributedCheckpoint(
  directory: Directory,
  entries: readonly DirectoryEntry[],
  path: string,
): FoundByName {
  const entry: DirectoryEntry = { name: directory.name, kind: 'directory' };
  return { directory, entry, path: `${path}/`, kind: 'folder-of-parts', ...whole(entries) };
}

/** The checkpoint that a folder named `checkpoint-500` is, if there is a model in it. */
export function checkpointOfFolder(
  directory: Directory,
  entries: readonly DirectoryEntry[],
  path: string,
): FoundByName | undefined {
  const files = entries.filter(isFile);
  const model = MODEL_FILES.map((name) => files.find((file) => file.name === name)).find(
    (file) => file !== undefined,
  );
  if (model === undefined) return undefined;
  return { directory, entry: model, path: `${path}/`, kind: 'folder', ...whole(files) };
}

/** Shards by the index that lists them, or would. */
function shardsOf(
  files: readonly DirectoryEntry[],
  names: ReadonlySet<string>,
): Map<string, DirectoryEntry[]> {
  const shards = new Map<string, DirectoryEntry[]>();
  for (const file of files) {
    const [, stem, , extension] = SHARD.exec(file.name) ?? [];
    if (stem === undefined) continue;
    const [, base, variant] = VARIANT.exec(stem) ?? [];
    const ofVariant = `${base}.${extension}.index.${variant}.json`;
    const index = names.has(ofVariant) ? ofVariant : `${stem}.${extension}.index.json`;
    const others = shards.get(index);
    if (others === undefined) shards.set(index, [file]);
    else others.push(file);
  }
  return shards;
}

function isFile({ kind, link, name }: DirectoryEntry): boolean {
  if (kind === 'directory') return isFolderOfOne(name);
  return kind === 'file' || (kind === 'link' && link?.leadsTo !== 'directory');
}

/** Strategies that save in parts make a folder under the name of a file. */
export function isFolderOfOne(name: string): boolean {
  return /\.(?:ckpt|pth?)$/.test(name);
}

function whole(
  files: readonly DirectoryEntry[],
): Pick<FoundByName, 'fileCount' | 'byteLength' | 'modified'> {
  const sizes = files.flatMap(({ byteLength }) => byteLength ?? []);
  const times = files.flatMap(({ modified }) => modified ?? []);
  return {
    fileCount: files.length,
    byteLength: sizes.length === 0 ? undefined : sizes.reduce((sum, size) => sum + size, 0),
    modified: times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b)),
  };
}
