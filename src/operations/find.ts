import { CkptError, SourceError } from '../errors.ts';
import type { RunContext } from '../runs/checkpoint-file.ts';
import type { Directory, DirectoryEntry } from '../runs/directory.ts';
import { hydraOverrides } from '../runs/hydra-overrides.ts';
import { inNaturalOrder } from '../runs/natural-order.ts';
import { folderOf } from '../runs/recorded-path.ts';
import type { RunRemark } from '../runs/run.ts';
import {
  checkpointOfFolder,
  checkpointsAmong,
  checkpointsOfMetricFolder,
  distributedCheckpoint,
  type FoundByName,
  type FoundFolder,
  isDistributed,
  isFolderOfOne,
  isMetricFolder,
  isStepFolder,
} from './found.ts';
import type { ListRemark } from './listing.ts';
import { tidied } from './path-text.ts';

export interface FindOptions {
  readonly context: RunContext;
  /** Whether to list a checkpoint, by the names that it goes by. */
  readonly passes?: (names: readonly string[]) => boolean;
  readonly isInterrupted?: () => boolean;
  /** Called between folders. */
  readonly turn?: () => Promise<void>;
}

/** A Hydra job: all that lies below its folder was written by it. */
interface Job {
  readonly path: string;
  readonly overrides: readonly string[];
}

export interface Found {
  readonly folders: readonly FoundFolder[];
  readonly remarks: readonly ListRemark[];
}

/** A folder or file that was asked for, and how it was named. */
export interface AskedPath {
  readonly path: string;
  readonly directory: Directory;
}

/** Folders of installed programs: their `.pth` files are of another kind. */
const PROGRAMS = new Set(['node_modules', 'site-packages', 'dist-packages', '__pycache__']);

/** Looks for checkpoints below paths. Lists folders, opens only what Hydra jobs were started with, follows no link. */
export async function findCheckpoints(
  asked: readonly AskedPath[],
  options: FindOptions,
): Promise<Found> {
  const search = new Search(options);
  for (const path of asked) await search.look(path);
  return search.found();
}

interface Place {
  readonly directory: Directory;
  /** Empty for the folder we are in. */
  readonly path: string;
  /** The path that was asked for. */
  readonly root: string;
  readonly job: Job | undefined;
}

/** What was named itself rather than found, by the folder it is in. */
interface NamedInFolder {
  readonly place: Place;
  readonly entries: readonly DirectoryEntry[];
  readonly names: Set<string>;
}

class Search {
  readonly #options: FindOptions;
  readonly #folders: FoundFolder[] = [];
  readonly #remarks: ListRemark[] = [];
  readonly #seen = new Set<string>();
  readonly #named = new Map<string, NamedInFolder>();

  constructor(options: FindOptions) {
    this.#options = options;
  }

  async found(): Promise<Found> {
    const listed = new Set(
      this.#folders.flatMap(({ checkpoints }) => checkpoints.map(({ path }) => path)),
    );
    for (const { place, entries, names } of this.#named.values()) {
      const { checkpoints } = await this.#contents(place, entries, names);
      this.#add(place, checkpoints, (found) => {
        const isNew = names.has(lastStep(found.path)) && !listed.has(found.path);
        return isNew && this.#passes(place, found);
      });
    }
    return { folders: this.#folders, remarks: this.#remarks };
  }

  async look({ path, directory }: AskedPath): Promise<void> {
    const tidy = tidied(path);
    const place = { directory, path: tidy, root: tidy, job: undefined };
    const entries = await this.#list(place);
    if (entries instanceof CkptError) {
      const as = await this.#asNamed(place, 'file');
      if (as === 'named') return;
      const isMissing = as === 'missing' && entries.kind !== 'no-permission';
      const error = as === 'special' ? special(path) : isMissing ? missing(path) : entries;
      this.#remarks.push(remarkOf(path, error));
      return;
    }
    const isOne = isStepFolder(directory.name) && checkpointOfFolder(directory, entries, tidy);
    if (isOne && (await this.#asNamed(place, 'directory')) === 'named') return;
    await this.#walk(place, entries);
  }

  /** What was named is looked at among the others of its folder: they say whether it is the best. */
  async #asNamed(
    { directory, path }: Place,
    kind: 'file' | 'directory',
  ): Promise<'named' | 'other' | 'special' | 'missing'> {
    const { name } = directory;
    const parent = directory.parent();
    if (parent === undefined || !path.endsWith(name)) return 'missing';
    const above = path.slice(0, path.length - name.length).replace(/(?<=.)[/\\]$/, '');
    let named = this.#named.get(above);
    if (named === undefined) {
      const place = { directory: parent, path: above, root: above, job: undefined };
      const entries = await this.#list(place);
      if (entries instanceof CkptError) return 'missing';
      named = { place, entries, names: new Set() };
      this.#named.set(above, named);
    }
    const entry = named.entries.find((candidate) => candidate.name === name);
    if (entry === undefined) return 'missing';
    if (entry.kind === 'other') return 'special';
    if ((entry.kind === 'directory') !== (kind === 'directory')) return 'other';
    named.names.add(name);
    return 'named';
  }

  async #walk(place: Place, entries: readonly DirectoryEntry[]): Promise<void> {
    if (this.#seen.has(place.path) || entries.some(({ name }) => name === 'pyvenv.cfg')) return;
    this.#seen.add(place.path);
    const here = { ...place, job: place.job ?? (await this.#jobAt(place, entries)) };
    const { checkpoints, within } = await this.#contents(here, entries);
    const owner = isDistributed(entries) ? { ...here, path: folderOf(here.path) } : here;
    this.#add(owner, checkpoints, (found) => this.#passes(here, found));
    const names = new Set(checkpoints.map(({ entry }) => entry.name));
    for (const { name, link } of entries) {
      if (link?.leadsTo !== 'outside' || names.has(name)) continue;
      const path = pathIn(here.path)(name);
      this.#remarks.push({ kind: 'link-outside', path, target: link.target });
    }
    for (const inner of within) {
      if (this.#options.isInterrupted?.() === true) return;
      const listed = await this.#list(inner);
      if (listed instanceof CkptError) this.#remarks.push(remarkOf(inner.path, listed));
      else await this.#walk(inner, listed);
    }
  }

  /** The checkpoints of a folder, and the folders in it that are none and belong to none. */
  async #contents(
    place: Place,
    entries: readonly DirectoryEntry[],
    named: ReadonlySet<string> = new Set(),
  ): Promise<{ readonly checkpoints: readonly FoundByName[]; readonly within: readonly Place[] }> {
    const { directory } = place;
    if (isDistributed(entries)) {
      return { checkpoints: [distributedCheckpoint(directory, entries, place.path)], within: [] };
    }
    const pathOf = pathIn(place.path);
    const checkpoints = checkpointsAmong(directory, entries, pathOf, named);
    const within: Place[] = [];
    for (const { name, kind } of entries) {
      if (kind !== 'directory' || name.startsWith('.') || PROGRAMS.has(name)) continue;
      if (isFolderOfOne(name)) continue;
      const inner = { ...place, directory: directory.enter(name), path: pathOf(name) };
      const inside = await this.#partsInside(inner, name);
      if (inside === undefined) within.push(inner);
      else checkpoints.push(...inside);
    }
    return { checkpoints, within };
  }

  /** The checkpoints of a folder that belongs to the one it is in; `undefined` for all other folders. */
  async #partsInside(inner: Place, name: string): Promise<readonly FoundByName[] | undefined> {
    const isStep = isStepFolder(name);
    if (!isStep && !isMetricFolder(name)) return undefined;
    const entries = await this.#list(inner);
    // It is listed again as a folder of its own, which says what is in the way.
    if (entries instanceof CkptError) return undefined;
    if (!isStep) {
      const parts = checkpointsOfMetricFolder(inner.directory, entries, pathIn(inner.path));
      return parts.length > 0 ? parts : undefined;
    }
    const folder = checkpointOfFolder(inner.directory, entries, inner.path);
    return folder && [folder];
  }

  async #jobAt(
    { path, directory }: Place,
    entries: readonly DirectoryEntry[],
  ): Promise<Job | undefined> {
    const isJob = entries.some(({ name, kind }) => name === '.hydra' && kind === 'directory');
    if (!isJob) return undefined;
    const remarks: RunRemark[] = [];
    const overrides = await hydraOverrides(directory, this.#options.context, remarks);
    // What they say wrongly is no matter of a listing; what they say may not stay unknown.
    for (const { error } of remarks) {
      if (error !== undefined) this.#remarks.push(remarkOf(error.place.file, error));
    }
    return { path, overrides };
  }

  #passes({ root }: Place, { path, entry: { name } }: FoundByName): boolean {
    const whole = path.replace(/\/$/, '');
    const below = root === '' ? whole : whole.slice(root.length).replace(/^\//, '');
    return this.#options.passes?.([whole, below, lastStep(path), name]) ?? true;
  }

  #add(place: Place, all: readonly FoundByName[], isAsked: (found: FoundByName) => boolean): void {
    const checkpoints = inNaturalOrder(
      all.map((found) => ({ ...found, isAsked: isAsked(found) })),
      ({ path }) => path,
    );
    // A folder of which nothing is asked need not be read.
    if (!checkpoints.some((found) => found.isAsked)) return;
    const overrides = place.job?.overrides ?? [];
    this.#folders.push({ path: place.path, run: runOf(place), overrides, checkpoints });
  }

  async #list({ directory }: Place): Promise<readonly DirectoryEntry[] | CkptError> {
    await this.#options.turn?.();
    try {
      return inNaturalOrder(await directory.list(), ({ name }) => name);
    } catch (error) {
      if (error instanceof SourceError) return error;
      throw error;
    }
  }
}

function missing(file: string): SourceError {
  return new SourceError('no such file or folder', { file }, { kind: 'no-such-file' });
}

function special(file: string): SourceError {
  return new SourceError('a pipe or device, not a file', { file }, { kind: 'no-file' });
}

function remarkOf(path: string, error: CkptError): ListRemark {
  return { kind: 'unreadable', path, error };
}

function pathIn(folder: string): (name: string) => string {
  const prefix = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
  return (name) => prefix + name;
}

function lastStep(path: string): string {
  const whole = path.replace(/\/$/, '');
  return whole.slice(whole.lastIndexOf('/') + 1);
}

/** That of the Hydra job; else a folder named `checkpoints` belongs to the one it is in. */
function runOf({ path, job }: Place): string {
  const folder = job?.path ?? path.replace(/\/checkpoints$/, '');
  return folder === '' ? '.' : folder;
}
