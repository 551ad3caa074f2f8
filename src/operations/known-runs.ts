import type { CkptError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { RunContext } from '../runs/checkpoint-file.ts';
import type { Directory } from '../runs/directory.ts';
import type { Run } from '../runs/run.ts';
import { isUnanswered } from '../runs/unanswered.ts';
import { findCheckpoints } from './find.ts';
import type { Readers } from './readers.ts';

interface RunsBelow {
  readonly runOf: ReadonlyMap<string, string>;
  readonly errors: readonly CkptError[];
}

/** Runs by the paths of their folders: several files of one are asked about, and it is read once. */
export class Runs {
  readonly #readers: Readers;
  readonly #limits: Limits;
  readonly #runs = new Map<string, Promise<Run>>();

  constructor(readers: Readers, limits: Limits) {
    this.#readers = readers;
    this.#limits = limits;
  }

  /** The run at `directory`, which findings call `path`. */
  async at(path: string, directory: Directory, opened?: RunContext['opened']): Promise<Run> {
    const known = this.#runs.get(directory.path);
    const context = { limits: this.#limits, ...(opened && { opened }) };
    const run = known ?? this.#readers.readRun(directory, context);
    this.#runs.set(directory.path, run);
    return { ...(await run), path };
  }

  /**
   * The paths of the runs below a folder, by the paths of the folders of their checkpoints, and what
   * could not be had.
   */
  async below(path: string, directory: Directory): Promise<RunsBelow> {
    const context = { limits: this.#limits };
    const { folders, remarks } = await findCheckpoints([{ path, directory }], { context });
    // Of the folder that one is in, `checkpoints` is part of the run; named by itself it is all of it.
    const runOf = (run: string) => (run === 'checkpoints' && directory.name !== run ? '.' : run);
    return {
      runOf: new Map(folders.map((folder) => [folder.path, runOf(folder.run)])),
      errors: remarks.flatMap(({ error }) => (isUnanswered(error) ? error : [])),
    };
  }
}
