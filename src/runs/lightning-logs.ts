/**
 * Folders of Lightning’s loggers: `lightning_logs/version_0` with `hparams.yaml`, `metrics.csv` or
 * events, and `checkpoints`.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/loggers/csv_logs.py
 */

import type { Value } from '../model/value.ts';
import { type RunReading, readConfig } from './config-file.ts';
import type { Contents } from './contents.ts';
import { factsOf, listOf, type RunDescription } from './description.ts';
import type { Directory } from './directory.ts';
import { bestByLink } from './link-best.ts';
import { inNaturalOrder } from './natural-order.ts';
import { newestOf } from './newest.ts';
import { baseName } from './recorded-path.ts';
import type { Keeping, RunBest, RunConfig } from './run.ts';
import { directoryAt, fileAt, type Survey } from './survey.ts';

const VERSION = /^version_\d+$/;

/** Where the newest version is, of a folder that holds several or holds `lightning_logs`. */
export interface LoggedVersions {
  readonly path: string;
  readonly directory: Directory;
  readonly names: readonly string[];
}

export function loggedVersions(found: Survey): LoggedVersions | undefined {
  const isRun = ['checkpoints', '.hydra'].some((name) => directoryAt(found, name) !== undefined);
  if (isRun || fileAt(found, 'hparams.yaml') !== undefined) return undefined;
  return versionsIn(found, '') ?? versionsIn(found, 'lightning_logs/');
}

function versionsIn({ directories }: Survey, folder: string): LoggedVersions | undefined {
  const names = [...directories.keys()]
    .filter((path) => path.startsWith(folder) && VERSION.test(path.slice(folder.length)))
    .map((path) => path.slice(folder.length));
  const sorted = inNaturalOrder(names, (name) => name);
  const path = `${folder}${sorted.at(-1) ?? ''}`;
  const directory = directories.get(path);
  return directory === undefined ? undefined : { path, directory, names: sorted };
}

/** The hyperparameters that loggers wrote, and the configuration of the command line. */
export async function loggerConfigs(found: Survey, reading: RunReading): Promise<RunConfig[]> {
  const configs: RunConfig[] = [];
  for (const file of inNaturalOrder(found.files.values(), ({ path }) => path)) {
    if (file.entry.name !== 'hparams.yaml') continue;
    configs.push(await readConfig(file, 'hparams.yaml', 'pyyaml', reading));
  }
  return configs;
}

export async function lightningLogs(
  found: Survey,
  contents: Contents,
  reading: RunReading,
): Promise<RunDescription | undefined> {
  if (!isLogFolder(found, contents)) return undefined;
  const configs = await loggerConfigs(found, reading);
  const cli = fileAt(found, 'config.yaml');
  if (cli !== undefined) configs.push(await readConfig(cli, 'config.yaml', 'pyyaml', reading));
  const best = contents.best === undefined ? bestByLink(contents) : undefined;
  return {
    kind: 'lightning-logs',
    title: 'Lightning log directory',
    facts: lightningFacts(contents, best),
    configs,
    overrides: [],
    ...(best !== undefined && { best }),
  };
}

/** What the callbacks of the newest checkpoint say. */
export function lightningFacts(
  { keeping: [keeping], checkpoints }: Contents,
  best?: RunBest,
): Map<string, Value> {
  const kept = keeping === undefined ? [] : bestFirst(keeping).map(baseName);
  const version = newestOf(checkpoints)?.checkpoint.versions.get('pytorch-lightning');
  return factsOf({
    monitor: keeping?.monitor ?? best?.metric,
    mode: keeping?.mode ?? best?.mode,
    'kept checkpoints': kept.length > 0 ? listOf(kept) : undefined,
    'saved by': version === undefined ? undefined : `pytorch-lightning ${version}`,
  });
}

function bestFirst({ bestK, mode }: Keeping): readonly string[] {
  const sign = mode === 'max' ? -1 : 1;
  const known = [...bestK].map(([path, score = Number.NaN]) => ({ path, rank: sign * score }));
  // What has no score, or none that is a number, comes last.
  const rankOf = ({ rank }: { rank: number }) => (Number.isNaN(rank) ? Infinity : rank);
  return known
    .sort((a, b) => (rankOf(a) === rankOf(b) ? 0 : rankOf(a) - rankOf(b)))
    .map(({ path }) => path);
}

function isLogFolder(found: Survey, { checkpoints, metrics }: Contents): boolean {
  if (fileAt(found, 'hparams.yaml') !== undefined) return true;
  const isVersion = VERSION.test(baseName(found.path)) || VERSION.test(found.directory.name);
  const hasMetrics = metrics.length > 0;
  const hasCheckpoints = checkpoints.some(
    ({ path, checkpoint }) =>
      checkpoint?.framework?.id === 'lightning' ||
      // One that cannot be read, or a link that leads nowhere, is told by where it is.
      (checkpoint === undefined && /(?:^|\/)checkpoints\/[^/]+\.ckpt$/.test(path)),
  );
  return isVersion ? hasMetrics || hasCheckpoints : hasMetrics && hasCheckpoints;
}
