import { CkptError } from '../errors.ts';
import { bestByName, bestByState } from './best.ts';
import { readCheckpointFile } from './checkpoint-file.ts';
import { isCheckpointName } from './checkpoint-name.ts';
import type { RunReading } from './config-file.ts';
import type { Link } from './directory.ts';
import { readKeeping, readRunModel } from './keeping.ts';
import { keepingRemarks } from './keeping-remarks.ts';
import { isLogName, readLog } from './log-file.ts';
import { readMetricSource } from './metrics.ts';
import { inNaturalOrder } from './natural-order.ts';
import { isReadable, lastOf, newestOf } from './newest.ts';
import type { CheckpointFile, MetricSource, Run, RunConfig, RunLog } from './run.ts';
import { checkpointsIn, type FoundFile, type Survey } from './survey.ts';
import { unreadable } from './unanswered.ts';

/** What every kind of run may hold. */
export interface Contents
  extends Pick<Run, 'checkpoints' | 'best' | 'last' | 'keeping' | 'model' | 'metrics' | 'logs'> {
  /** The configurations inside the checkpoint of `model`. */
  readonly modelConfigs: readonly RunConfig[];
}

/** Reads all checkpoints, metrics and logs of a folder. */
export async function readContents(found: Survey, reading: RunReading): Promise<Contents> {
  const rows = await readCheckpoints(found, reading);
  const keeping = await keepingOf(rows, found, reading);
  const best = bestByState(keeping, rows) ?? bestByName(rows);
  const last = lastOf(rows);
  const byState = keeping.length > 0 ? best : undefined;
  const isWhole = !reading.remarks.some(({ kind }) => INCOMPLETE.has(kind));
  const kept = keepingRemarks(keeping, byState, found);
  // What was not listed is not missing.
  reading.remarks.push(...(isWhole ? kept : kept.filter(({ kind }) => kind === 'moved')));
  const files = {
    checkpoints: rows,
    ...(best !== undefined && { best }),
    ...(last !== undefined && { last }),
  };
  return {
    ...files,
    ...(await readModel(files, found, reading)),
    keeping,
    metrics: await readMetrics(found, reading),
    logs: await readLogs(found, reading),
  };
}

const INCOMPLETE: ReadonlySet<string> = new Set([
  'too-deep',
  'too-many-entries',
  'unreadable-directory',
]);

async function readCheckpoints(found: Survey, reading: RunReading): Promise<CheckpointFile[]> {
  const rows: CheckpointFile[] = [];
  for (const { path, directory, entry } of inNaturalOrder(checkpointsIn(found), pathOf)) {
    rows.push({ ...(await readCheckpointFile(directory, entry, reading)), path });
  }
  return rows;
}

const pathOf = ({ path }: FoundFile) => path;

async function keepingOf(
  rows: readonly CheckpointFile[],
  found: Survey,
  reading: RunReading,
): Promise<Run['keeping']> {
  const newest = newestOf(rows.filter(isKept));
  const file = newest === undefined ? undefined : found.files.get(newest.path);
  if (file === undefined) return [];
  return (await attempt(file, () => readKeeping(file, reading), reading)) ?? [];
}

function isKept({ checkpoint }: CheckpointFile): boolean {
  const { bestPath, lastPath, dirpath } = checkpoint?.recorded ?? {};
  return (bestPath ?? lastPath ?? dirpath) !== undefined;
}

/** For a file that could be read a moment ago, and is read again for more. */
async function attempt<Result>(
  { path }: FoundFile,
  read: () => Promise<Result>,
  { remarks }: RunReading,
): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    remarks.push(unreadable(path, error));
    return undefined;
  }
}

async function readMetrics(found: Survey, reading: RunReading): Promise<MetricSource[]> {
  const sources: MetricSource[] = [];
  for (const { path, directory, entry } of inNaturalOrder(found.files.values(), pathOf)) {
    try {
      const source = await readMetricSource(directory, entry, reading.limits);
      if (source === undefined) continue;
      sources.push({ ...source, path });
      // A file that is still written to ends within an event.
      const { damage } = source;
      if (damage !== undefined && damage.kind !== 'tfevents/cut-short') throw damage;
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      reading.remarks.push(unreadable(path, error));
    }
  }
  return sources;
}

async function readLogs(found: Survey, reading: RunReading): Promise<RunLog[]> {
  const logs: RunLog[] = [];
  for (const file of inNaturalOrder(found.files.values(), pathOf)) {
    const log = isLogName(file.entry.name) ? await readLog(file, reading) : undefined;
    if (log !== undefined) logs.push(log);
  }
  return logs;
}

/** The shapes and configurations of the best checkpoint, or of the last where no best is known. */
export async function readModel(
  { best, last, checkpoints }: Pick<Run, 'best' | 'last' | 'checkpoints'>,
  found: Survey,
  reading: RunReading,
): Promise<Pick<Contents, 'model' | 'modelConfigs'>> {
  const path = best?.path ?? last;
  const isThere = checkpoints.some((file) => file.path === path && isReadable(file));
  const file = path === undefined || !isThere ? undefined : found.files.get(path);
  if (file === undefined) return { modelConfigs: [] };
  const read = await attempt(file, () => readRunModel(file, reading), reading);
  return read ?? { modelConfigs: [] };
}

const LINK_REMARKS: Readonly<Partial<Record<Link['leadsTo'], string>>> = {
  nothing: 'dangling-link',
  outside: 'link-outside',
  itself: 'link-to-itself',
};

/** Links that lead nowhere or out of the run, other than those that stand for checkpoints. */
export function remarkLinks({ files }: Survey, { remarks }: RunReading): void {
  for (const { path, entry } of files.values()) {
    if (entry.link === undefined || isCheckpointName(entry.name)) continue;
    const { leadsTo, target } = entry.link;
    const kind = LINK_REMARKS[leadsTo];
    if (kind !== undefined) remarks.push({ kind, path, data: { target } });
  }
}
