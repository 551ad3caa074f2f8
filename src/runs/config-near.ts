/** Where the configuration that a checkpoint was trained with may be, by what frameworks write where. */
import { SourceError } from '../errors.ts';
import type { RunContext } from './checkpoint-file.ts';
import { readConfigValue } from './config-file.ts';
import type { Directory, DirectoryEntry } from './directory.ts';
import { textInside } from './inside.ts';
import { endsAlike, stepsHere } from './recorded-path.ts';

export interface NearConfig {
  /** From the folder of the checkpoint: `../hparams.yaml`. */
  readonly path: string;
  readonly title: string;
  /** `high`: written for this very run. `medium`: usually is. `low`: may be another run’s. */
  readonly confidence: 'high' | 'medium' | 'low';
}

/** Hydra’s folder may lie above loggers, tasks and versions. */
const MOST_UP = 6;
const MOST_UP_WANDB = 3;

/**
 * Configurations near the checkpoint `name` of a folder, the most telling first. Looks at names, and
 * into Hydra’s settings for the folder that they are about; also above what was asked for.
 */
export async function configNear(
  directory: Directory,
  name: string,
  context: RunContext,
): Promise<readonly NearConfig[]> {
  const levels = await levelsAbove(directory);
  const modified = levels[0]?.entries.get(name)?.modified;
  const found = [
    ...(await hydraConfigs(levels, modified, context)),
    ...besideConfigs(levels),
    ...loggedConfigs(levels),
    ...(await wandbConfigs(levels)),
    ...(await mlflowParams(levels)),
    ...sweepConfigs(levels),
  ];
  const ranks = ['high', 'medium', 'low'];
  return found.sort((a, b) => ranks.indexOf(a.confidence) - ranks.indexOf(b.confidence));
}

/** A folder above the checkpoint, and how to get there from it. */
interface Level {
  readonly directory: Directory;
  readonly up: string;
  readonly entries: ReadonlyMap<string, DirectoryEntry>;
}

async function levelsAbove(directory: Directory): Promise<readonly Level[]> {
  const levels: Level[] = [];
  let current: Directory | undefined = directory;
  for (let steps = 0; current !== undefined && steps <= MOST_UP; steps += 1) {
    levels.push({
      directory: current,
      up: '../'.repeat(steps),
      entries: await entriesIn(current),
    });
    current = current.parent();
  }
  return levels;
}

async function entriesIn(directory: Directory): Promise<ReadonlyMap<string, DirectoryEntry>> {
  try {
    return new Map((await directory.list()).map((entry) => [entry.name, entry]));
  } catch (error) {
    if (error instanceof SourceError) return new Map();
    throw error;
  }
}

/** The nearest only: a run inside a run has its own. */
async function hydraConfigs(
  levels: readonly Level[],
  modified: number | undefined,
  context: RunContext,
): Promise<readonly NearConfig[]> {
  const level = levels.find(({ entries }) => entries.get('.hydra')?.kind === 'directory');
  if (level === undefined) return [];
  const hydra = level.directory.enter('.hydra');
  const entries = await entriesIn(hydra);
  const config = entries.get('config.yaml');
  if (config === undefined) return [];
  const settings = entries.get('hydra.yaml');
  const value =
    settings === undefined
      ? undefined
      : await readConfigValue(
          { path: 'hydra.yaml', directory: hydra, entry: settings },
          'omegaconf',
          { ...context, remarks: [] },
        );
  const recorded = textInside(value, 'hydra', 'runtime', 'output_dir');
  // Written when the job began: what is older is of a job before it.
  const isOlder = modified !== undefined && modified < (config.modified ?? 0);
  const isElsewhere =
    recorded !== undefined && !endsAlike(recorded, stepsHere(level.directory, ''));
  return [
    {
      path: `${level.up}.hydra/config.yaml`,
      title: 'Hydra config',
      confidence: isOlder || isElsewhere ? 'low' : 'high',
    },
  ];
}

/** In the folder of the checkpoint itself. */
function besideConfigs([own]: readonly Level[]): readonly NearConfig[] {
  const names: readonly (readonly [string, NearConfig['confidence']])[] = [
    ['config.json', 'high'],
    ['adapter_config.json', 'high'],
    ['config.yaml', 'medium'],
    ['hparams.yaml', 'medium'],
  ];
  return names
    .filter(([name]) => isFile(own, name))
    .map(([name, confidence]) => ({ path: name, title: name, confidence }));
}

/** Loggers, the command line of Lightning and experiment folders write beside `checkpoints`. */
function loggedConfigs([own, above]: readonly Level[]): readonly NearConfig[] {
  if (own?.directory.name !== 'checkpoints') return [];
  const names: readonly (readonly [string, NearConfig['confidence']])[] = [
    ['config.yaml', 'high'],
    ['hparams.yaml', 'medium'],
    // Before Lightning 0.8.
    ['meta_tags.csv', 'medium'],
  ];
  return names
    .filter(([name]) => isFile(above, name))
    .map(([name, confidence]) => ({ path: `../${name}`, title: name, confidence }));
}

function isFile(level: Level | undefined, name: string): boolean {
  const { kind, link } = level?.entries.get(name) ?? {};
  return kind === 'file' || link?.leadsTo === 'file';
}

/** `wandb/run-20240115_143022-ID`; Lightning puts checkpoints into `PROJECT/ID/checkpoints`. */
async function wandbConfigs(levels: readonly Level[]): Promise<readonly NearConfig[]> {
  const found: NearConfig[] = [];
  const id = levels[0]?.directory.name === 'checkpoints' ? levels[1]?.directory.name : undefined;
  for (const { directory, up, entries } of levels.slice(0, MOST_UP_WANDB + 1)) {
    if (entries.get('wandb')?.kind !== 'directory') continue;
    const wandb = directory.enter('wandb');
    const runs = [...(await entriesIn(wandb)).values()].filter(
      ({ name, kind }) => kind === 'directory' && /^run-\d{8}_\d{6}-/.test(name),
    );
    const own = runs.filter(({ name }) => id !== undefined && name.endsWith(`-${id}`));
    const [only, ...others] = own.length > 0 ? own : runs;
    // Which one of several is this checkpoint’s, nothing tells.
    if (only === undefined || others.length > 0) continue;
    const files = await entriesIn(wandb.enter(only.name).enter('files'));
    if (!files.has('config.yaml')) continue;
    const path = `${up}wandb/${only.name}/files/config.yaml`;
    found.push({ path, title: 'wandb config', confidence: own.length > 0 ? 'medium' : 'low' });
  }
  return found;
}

/** `mlruns/EXPERIMENT/RUN/checkpoints` has its parameters, one to a file, beside it. */
async function mlflowParams([own, run, , store]: readonly Level[]): Promise<readonly NearConfig[]> {
  if (own?.directory.name !== 'checkpoints' || store?.directory.name !== 'mlruns') return [];
  if (run?.entries.get('params')?.kind !== 'directory') return [];
  return [{ path: '../params', title: 'MLflow parameters', confidence: 'medium' }];
}

/** A sweep’s own configuration lacks what was changed for each job. */
function sweepConfigs(levels: readonly Level[]): readonly NearConfig[] {
  const level = levels.slice(1, 3).find((candidate) => isFile(candidate, 'multirun.yaml'));
  if (level === undefined) return [];
  return [{ path: `${level.up}multirun.yaml`, title: 'Hydra sweep', confidence: 'low' }];
}
