/** Validation of what lies on a disk: files, folders of runs, whole trees, configurations. */
import type { ByteSource } from '../bytes/source.ts';
import { utf8Text } from '../bytes/text.ts';
import { CkptError, MalformedError, SourceError } from '../errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import type { Value } from '../model/value.ts';
import type { ElementCounts } from '../rules/subject.ts';
import { pathIn, type RunContext } from '../runs/checkpoint-file.ts';
import { isCheckpointName } from '../runs/checkpoint-name.ts';
import type { Directory } from '../runs/directory.ts';
import { folderOf } from '../runs/recorded-path.ts';
import type { Run, RunConfig } from '../runs/run.ts';
import { isUnanswered } from '../runs/unanswered.ts';
import type { Inquiry } from './ask-rules.ts';
import { checkpointFiles } from './checkpoint-files.ts';
import { Runs } from './known-runs.ts';
import { joinedPath, tidied } from './path-text.ts';
import { readers as allReaders, type Readers } from './readers.ts';
import { evidenceIfWhole, MOST_BESIDE, namesIn, TOO_MANY, UNLISTED } from './run-evidence.ts';
import {
  askAboutRun,
  type Surroundings,
  startInquiry,
  subjectOf,
  surroundings,
  type ValidateOptions,
} from './validate.ts';
import type { Validation } from './validation.ts';
import { weightsOnlyEvidence } from './weights-only-evidence.ts';
import { type Files, withCheckpoint } from './with-checkpoint.ts';

/** The disk, as far as validation sees it. */
export interface Disk extends Files {
  directory(path: string): Directory;
}

export interface ValidatePathsOptions extends ValidateOptions {
  /** Reads all elements of a checkpoint, for the rules that need them; without it they are skipped. */
  readonly readElements?: (checkpoint: Checkpoint) => Promise<readonly ElementCounts[]>;
  readonly limits?: Limits;
  readonly readers?: Readers;
}

/** Asks every rule about what lies at each path. What cannot be opened is a finding, not an error. */
export async function validatePaths(
  paths: readonly string[],
  disk: Disk,
  options: ValidatePathsOptions = {},
): Promise<Validation> {
  const inquiry = startInquiry(options);
  const runs = new Runs(options.readers ?? allReaders, options.limits ?? DEFAULT_LIMITS);
  for (const path of paths) {
    const files = new PathValidation(path, disk, inquiry, runs, options);
    if (/\.ya?ml$/i.test(path)) await files.askAboutConfig();
    else await files.askAboutPath();
  }
  return inquiry.answer();
}

class PathValidation {
  readonly #path: string;
  readonly #disk: Disk;
  readonly #inquiry: Inquiry;
  readonly #runs: Runs;
  readonly #options: ValidatePathsOptions;
  readonly #limits: Limits;
  readonly #readers: Readers;

  constructor(
    path: string,
    disk: Disk,
    inquiry: Inquiry,
    runs: Runs,
    options: ValidatePathsOptions,
  ) {
    this.#path = path;
    this.#disk = disk;
    this.#inquiry = inquiry;
    this.#runs = runs;
    this.#options = options;
    this.#limits = options.limits ?? DEFAULT_LIMITS;
    this.#readers = options.readers ?? allReaders;
  }

  async askAboutPath(): Promise<void> {
    const file = this.#path;
    const at = this.#disk.directory(file);
    const unopened = await this.#unopened();
    if (unopened === undefined) {
      return this.#askAboutFile(file, (checkpoint) => this.#around(at, checkpoint));
    }
    try {
      await at.list();
      await this.#askAboutFolder(at, unopened);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const problem = unopened.kind === 'directory' ? error : unopened;
      this.#inquiry.ask({ file, problem }, 'checkpoint');
    }
  }

  /** What lies around a file that was named by itself. */
  async #around(at: Directory, checkpoint: Checkpoint | undefined): Promise<Surroundings> {
    const folder = at.parent();
    if (folder === undefined) return {};
    const names = await namesIn(folder);
    const beside = names?.filter(isCheckpointName).length ?? 0;
    if (names !== undefined && beside > MOST_BESIDE) return { names, missing: TOO_MANY };
    const above = folder.name === 'checkpoints' ? folder.parent() : undefined;
    const below = above === undefined ? at.name : `${folder.name}/${at.name}`;
    const directory = above ?? folder;
    const opened = checkpoint && { path: pathIn(directory, below), checkpoint };
    const run = await this.#runAt(directory, opened);
    if (run === undefined) return { ...(names && { names }), missing: UNLISTED };
    const evidence = evidenceIfWhole(run, below);
    if (evidence.run === undefined) return { ...evidence, ...(names && { names }) };
    const configs = await this.#configsAbove(folder, at.name, run, above !== undefined);
    return { ...evidence, configs, ...(names && { names }), isAlone: true };
  }

  /** What lies around a file is not known where its folder cannot be listed. */
  async #runAt(directory: Directory, opened: RunContext['opened']): Promise<Run | undefined> {
    try {
      return await this.#runs.at(directory.path, directory, opened);
    } catch (error) {
      if (error instanceof SourceError) return undefined;
      throw error;
    }
  }

  /** A configuration alone, with what someone says of the metrics. */
  async askAboutConfig(): Promise<void> {
    const file = this.#path;
    try {
      const value = await this.#decodedConfig();
      const configs = [{ path: file, title: 'configuration', value }];
      this.#inquiry.ask({ ...surroundings(this.#options), file, configs }, 'run');
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      this.#inquiry.ask({ file, problem: error }, 'checkpoint');
    }
  }

  async #decodedConfig(): Promise<Value> {
    const file = this.#path;
    const { source, close } = await this.#disk.open(file);
    try {
      const text = utf8Text(await source.read(0, source.byteLength));
      if (text === undefined) throw new MalformedError('the text is no UTF-8', { file });
      return this.#readers.decodeYaml(text, file, { limits: this.#limits });
    } finally {
      await close();
    }
  }

  /** Why the path is no file that can be opened, if it is none. */
  async #unopened(): Promise<SourceError | undefined> {
    try {
      const { close } = await this.#disk.open(this.#path);
      await close();
      return undefined;
    } catch (error) {
      if (error instanceof SourceError) return error;
      throw error;
    }
  }

  async #askAboutFolder(folder: Directory, unopened: SourceError): Promise<void> {
    const root = tidied(this.#path);
    const { runOf, errors } = await this.#runs.below(this.#path, folder);
    for (const error of errors) {
      this.#inquiry.ask({ file: error.place.file, problem: error }, 'checkpoint');
    }
    const runs = new Set(runOf.values());
    for (const path of await this.#sweepsOf(runs, root)) await this.#askAboutRun(path);
    for (const path of runs) await this.#askAboutRun(path);
    let isEmpty = true;
    for await (const below of checkpointFiles(folder)) {
      isEmpty = false;
      const file = joinedPath(root, below.path);
      if ('error' in below) this.#inquiry.ask({ file, problem: below.error }, 'checkpoint');
      else await this.#askAboutFile(file, () => this.#aroundBelow(file, below.names, runOf));
    }
    if (!isEmpty || runOf.size > 0) return;
    const run = await this.#runs.at(this.#path, folder);
    // A folder that nothing else tells to be a run is no answer to whether its checkpoints are sound.
    if (run.kind === 'folder') this.#inquiry.ask({ file: root, problem: unopened }, 'checkpoint');
    else this.#askAbout(run);
  }

  /** Only the sweep knows of jobs that left no checkpoint; the others are runs of their own. */
  async #sweepsOf(runs: ReadonlySet<string>, root: string): Promise<readonly string[]> {
    const sweeps: string[] = [];
    for (const folder of new Set(Array.from(runs, folderOf))) {
      const isBelow = root === '' || folder === root || folder.startsWith(`${root}/`);
      const path = folder === '' ? '.' : folder;
      const names = isBelow && !runs.has(path) ? await namesIn(this.#disk.directory(path)) : [];
      if (names?.includes('multirun.yaml') === true) sweeps.push(path);
    }
    return sweeps;
  }

  async #askAboutRun(path: string): Promise<void> {
    this.#askAbout(await this.#runs.at(path, this.#disk.directory(path)));
  }

  /** What of it could not be had is asked about by itself, as checkpoints are. */
  #askAbout(run: Run): void {
    askAboutRun(this.#inquiry, run, this.#options);
    for (const { error } of run.remarks) {
      if (error === undefined) continue;
      this.#inquiry.ask({ file: error.place.file, problem: error }, 'checkpoint');
    }
  }

  /** A job’s own configuration may stand above the run that lies in its folder. */
  async #configsAbove(
    folder: Directory,
    name: string,
    run: Run,
    isBelowRun: boolean,
  ): Promise<readonly RunConfig[]> {
    if (run.configs.some(({ title }) => title === 'Hydra config')) return run.configs;
    const hydra = await this.#readers.hydraConfigNear(folder, name, { limits: this.#limits });
    if (hydra === undefined) return run.configs;
    const path = isBelowRun ? hydra.path.replace(/^\.\.\//, '') : hydra.path;
    return [{ ...hydra, path }, ...run.configs];
  }

  /** What the nearest run above a file tells of it. */
  async #aroundBelow(
    file: string,
    names: readonly string[],
    runOf: ReadonlyMap<string, string>,
  ): Promise<Surroundings> {
    for (let folder = folderOf(file); ; folder = folderOf(folder)) {
      const path = runOf.get(folder);
      if (path !== undefined) {
        const run = await this.#runs.at(path, this.#disk.directory(path));
        const prefix = path === '.' ? '' : `${path}/`;
        return { ...evidenceIfWhole(run, file.slice(prefix.length)), names };
      }
      if (folder === '') return { names };
    }
  }

  async #askAboutFile(
    file: string,
    aroundOf: (checkpoint: Checkpoint | undefined) => Promise<Surroundings>,
  ): Promise<void> {
    const optionsWith = async (checkpoint: Checkpoint | undefined) => {
      const around = { ...(await aroundOf(checkpoint)), ...this.#options.around };
      return { ...this.#options, around };
    };
    try {
      const subject = await withCheckpoint(
        file,
        this.#disk,
        { limits: this.#limits },
        async (checkpoint, source) => {
          const options = await optionsWith(checkpoint);
          const { error } = options.around.checkpointFile ?? {};
          if (isUnanswered(error)) throw error;
          const weightsOnly = await this.#weightsOnly(checkpoint, source);
          const elementCounts = await this.#elementCounts(checkpoint);
          const more = {
            ...options.around,
            ...(weightsOnly !== undefined && { weightsOnly }),
            ...(elementCounts !== undefined && { elementCounts }),
          };
          return subjectOf(this.#inquiry, checkpoint, { ...options, around: more });
        },
      );
      this.#inquiry.ask(subject, 'checkpoint');
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      const around = surroundings(await optionsWith(undefined));
      this.#inquiry.ask({ ...around, file, problem: error }, 'checkpoint');
    }
  }

  async #elementCounts(checkpoint: Checkpoint) {
    return this.#inquiry.needs('elementCounts')
      ? this.#options.readElements?.(checkpoint)
      : undefined;
  }

  async #weightsOnly(checkpoint: Checkpoint, source: ByteSource) {
    if (!this.#inquiry.needs('weightsOnly')) return undefined;
    const torch = this.#options.around?.targets?.torch;
    return weightsOnlyEvidence(checkpoint, source, torch, this.#limits);
  }
}
