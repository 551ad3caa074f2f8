/** Scanning what lies on a disk: files, and whole trees by what their files begin with. */
import type { OpenFile } from '../bytes/source.ts';
import { CkptError } from '../errors.ts';
import type { Finding } from '../rules/rule.ts';
import { isCheckpointName } from '../runs/checkpoint-name.ts';
import type { Directory, DirectoryEntry } from '../runs/directory.ts';
import { holdsPickles } from '../security/examine.ts';
import { SAFETIES, type Safety, type ScannedFile, type ScanOptions, scan } from './scan.ts';
import type { SuppressedFinding } from './validation.ts';

/** What `scan` answers. */
export interface Scan {
  readonly kind: 'scan';
  readonly version: 1;
  /** In the order in which they were found. */
  readonly files: readonly ScannedFile[];
  /** By file, in the order of `files`. */
  readonly findings: readonly Finding[];
  /** Found, and waived by the policy. */
  readonly suppressed: readonly SuppressedFinding[];
  /** What could not be looked at, and why. */
  readonly unread: readonly UnreadPath[];
  /** Files of folders that are no checkpoints. */
  readonly otherCount: number;
  /** The least that fails. */
  readonly failOn: Safety;
  /** `incomplete`: nothing fails, and not everything was looked through. */
  readonly verdict: 'passed' | 'failed' | 'incomplete';
}

interface UnreadPath {
  readonly path: string;
  readonly why: string;
}

/** The disk, as far as scanning sees it. */
export interface ScannedDisk {
  open(path: string): Promise<OpenFile>;
  directory(path: string): Directory;
}

export interface ScanPathsOptions extends ScanOptions {
  readonly failOn?: Safety;
}

/** Deeper trees are made up. */
const MOST_LEVELS = 64;

/** What cannot be opened is an answer, not an error. */
export async function scanPaths(
  paths: readonly string[],
  disk: ScannedDisk,
  options: ScanPathsOptions = {},
): Promise<Scan> {
  const walk = new ScanWalk(disk, options);
  for (const path of paths) await walk.path(path);
  return walk.answer();
}

class ScanWalk {
  readonly #disk: ScannedDisk;
  readonly #options: ScanPathsOptions;
  readonly #files: ScannedFile[] = [];
  readonly #findings: Finding[] = [];
  readonly #suppressed: SuppressedFinding[] = [];
  readonly #unread: UnreadPath[] = [];
  #otherCount = 0;

  constructor(disk: ScannedDisk, options: ScanPathsOptions) {
    this.#disk = disk;
    this.#options = options;
  }

  answer(): Scan {
    const { failOn = 'suspicious' } = this.#options;
    const isBad = ({ safety }: ScannedFile) => SAFETIES.indexOf(safety) >= SAFETIES.indexOf(failOn);
    const isPart =
      this.#unread.length > 0 ||
      this.#files.length === 0 ||
      this.#files.some(({ isIncomplete }) => isIncomplete);
    return {
      kind: 'scan',
      version: 1,
      files: this.#files,
      findings: this.#findings,
      suppressed: this.#suppressed,
      unread: this.#unread,
      otherCount: this.#otherCount,
      failOn,
      verdict: this.#files.some(isBad) ? 'failed' : isPart ? 'incomplete' : 'passed',
    };
  }

  async path(path: string): Promise<void> {
    let opened: OpenFile;
    try {
      opened = await this.#disk.open(path);
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      if (error.kind === 'directory') await this.#folder(this.#disk.directory(path), path, 0);
      else this.#cannot(path, error);
      return;
    }
    await this.#scan(path, opened);
  }

  async #folder(folder: Directory, path: string, level: number): Promise<void> {
    let entries: readonly DirectoryEntry[];
    try {
      entries = await folder.list();
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      this.#cannot(path, error);
      return;
    }
    for (const entry of entries) {
      const below = path.endsWith('/') ? path + entry.name : `${path}/${entry.name}`;
      if (entry.kind === 'directory') {
        if (level >= MOST_LEVELS) this.#unread.push({ path: below, why: 'it lies too deep' });
        else await this.#folder(folder.enter(entry.name), below, level + 1);
      } else if (entry.kind === 'file') await this.#found(folder, entry.name, below);
      else if (entry.link !== undefined) this.#link(below, entry.link);
      else if (CHECKPOINT.test(entry.name)) {
        this.#unread.push({ path: below, why: 'a pipe or device, not a file' });
      }
    }
  }

  /** A file of a folder is scanned where its bytes or its name say that it is a checkpoint. */
  async #found(folder: Directory, name: string, path: string): Promise<void> {
    try {
      const opened = await folder.open(name);
      const { limits } = this.#options;
      const isNamed = (isCheckpointName(name) && !name.endsWith('.json')) || CHECKPOINT.test(name);
      if (isNamed || (await orClosed(opened, holdsPickles(opened.source, limits)))) {
        await this.#scan(path, opened);
      } else {
        this.#otherCount += 1;
        await opened.close();
      }
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      this.#cannot(path, error);
    }
  }

  /** What a link leads to inside the tree is met by itself; it is never followed out. */
  #link(path: string, { leadsTo, target }: NonNullable<DirectoryEntry['link']>): void {
    if (leadsTo === 'file' || leadsTo === 'directory') return;
    const where = WHERE[leadsTo];
    this.#unread.push({ path, why: `a link that leads ${where}, to ${target}` });
  }

  async #scan(path: string, { source, close }: OpenFile): Promise<void> {
    try {
      const { scanned, findings, suppressed } = await scan(source, this.#options, path);
      this.#files.push(scanned);
      this.#findings.push(...findings);
      this.#suppressed.push(...suppressed);
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      this.#cannot(path, error);
    } finally {
      await close();
    }
  }

  #cannot(path: string, { finding }: CkptError): void {
    this.#unread.push({ path, why: finding });
  }
}

/** What comes of `work`, or its error when the file is closed. */
async function orClosed<Result>({ close }: OpenFile, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    await close();
    throw error;
  }
}

const WHERE = { outside: 'out of the folder', itself: 'to itself', nothing: 'nowhere' } as const;

/** Names that checkpoints go by, whatever they hold. */
const CHECKPOINT =
  /\.(?:pt|pth|pt2|ptl|pkl|pickle|joblib|dill|npy|npz|distcp|th|t7|safetensors|ckpt|mar)$|^\.metadata$/i;
