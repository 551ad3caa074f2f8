import { checkUnchanged, OpenFiles } from '../../bytes/open-files.ts';
import { CkptError, isContentError, SourceError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import { type Side, sideOf } from '../../operations/diff/side.ts';
import { checkpointOfFolder } from '../../operations/found.ts';
import { open } from '../../operations/open.ts';
import { readRun } from '../../runs/index.ts';
import type { Run } from '../../runs/run.ts';
import { unansweredIn } from '../../runs/unanswered.ts';
import type { Host } from '../host.ts';

/** What one of the paths leads to: a checkpoint, or a folder with one in it, or without. */
export interface Target {
  readonly name: string;
  readonly run?: Run;
  /** The file that stands for the folder. */
  readonly checkpoint?: string;
  readonly side?: Side;
  /** What of a folder could not be had: what is said of it may be wrong. */
  readonly unanswered?: readonly CkptError[];
}

/** Opens what is to be compared, and closes it again. */
export class Targets {
  readonly #host: Host;
  readonly #limits: Limits;
  readonly #opened = new OpenFiles();

  constructor(host: Host, limits: Limits) {
    this.#host = host;
    this.#limits = limits;
  }

  /**
   * A file, a folder, or `FILE#PATH`. Throws a `CkptError` where it cannot be read and a `PathError`
   * where there is no such part. `name`: what to call it.
   */
  async open(path: string, name = path): Promise<Target> {
    try {
      return await this.#whole(path, '', name);
    } catch (error) {
      const isMissing = error instanceof CkptError && error.kind === 'no-such-file';
      const hash = path.lastIndexOf('#');
      if (!isMissing || hash < 0) throw error;
      return this.#whole(path.slice(0, hash), path.slice(hash + 1), name);
    }
  }

  /** Throws a `SourceError` where a file is not what it was when it was opened. */
  check(): Promise<void> {
    return this.#opened.check();
  }

  close(): Promise<void> {
    return this.#opened.close();
  }

  async #whole(path: string, part: string, name: string): Promise<Target> {
    try {
      return { name, side: await this.#file(path, part) };
    } catch (error) {
      if (!(error instanceof SourceError) || error.kind !== 'directory') throw error;
      return this.#folder(path, part, name);
    }
  }

  async #file(path: string, part: string): Promise<Side> {
    const host = this.#host;
    const openFile = async (name: string) => this.#opened.add(await host.open(name));
    const source = await openFile(path);
    try {
      const checkpoint = await open(source, {
        limits: this.#limits,
        openSibling: (sibling) => openFile(host.sibling(path, sibling)),
      });
      return await sideOf(checkpoint, part);
    } catch (error) {
      // A file that is being written looks broken.
      if (isContentError(error)) await checkUnchanged(source);
      throw error;
    }
  }

  async #folder(path: string, part: string, name: string): Promise<Target> {
    const directory = this.#host.directory(path);
    const run = await readRun(directory, { limits: this.#limits });
    const model = checkpointOfFolder(directory, await directory.list(), path);
    const checkpoint = model?.entry.name ?? checkpointOf(run);
    const unanswered = unansweredIn(run);
    if (checkpoint === undefined) return { name, run, unanswered };
    const file = this.#host.sibling(`${path.replace(/[/\\]$/, '')}/.`, checkpoint);
    return { name, run, checkpoint, unanswered, side: await this.#file(file, part) };
  }
}

/** The best of a run, else its last, else the only one there is. */
function checkpointOf({ best, last, checkpoints }: Run): string | undefined {
  const readable = checkpoints.filter(({ error }) => error === undefined);
  const only = readable.length === 1 ? readable[0]?.path : undefined;
  return best?.path ?? best?.instead?.path ?? last ?? only;
}
