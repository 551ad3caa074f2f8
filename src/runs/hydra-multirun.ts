import { intOf } from '../frameworks/common/entries.ts';
import { isKind, type Value } from '../model/value.ts';
import { type RunReading, readConfig } from './config-file.ts';
import { type Contents, readContents } from './contents.ts';
import { textsOf } from './description.ts';
import type { Directory } from './directory.ts';
import { hydraFacts, readHydraFiles } from './hydra-files.ts';
import { inside } from './inside.ts';
import { inNaturalOrder } from './natural-order.ts';
import { isReadable } from './newest.ts';
import { baseName, folderOf } from './recorded-path.ts';
import type { Run, RunConfig, RunJob } from './run.ts';
import { directoryAt, fileAt, pathIn, type Survey, surveyBelow } from './survey.ts';

const NUMBER = /^\d{1,9}$/;

/** A sweep has a folder for each job, called by its number unless the sweep says otherwise. */
export function isHydraMultirun(found: Survey): boolean {
  if (directoryAt(found, '.hydra') !== undefined) return false;
  if (fileAt(found, 'multirun.yaml') !== undefined) return true;
  return jobFolders(found).some(([path]) => NUMBER.test(path));
}

/** Jobs have `.hydra` in them; a job that writes no such folder is told by its number alone. */
function jobFolders(found: Survey): readonly (readonly [path: string, directory: Directory])[] {
  const { directories } = found;
  const folders = new Map<string, Directory>();
  for (const path of directories.keys()) {
    if (baseName(path) !== '.hydra') continue;
    const folder = folderOf(path);
    const directory = directories.get(folder);
    const isInJob = [...folders.keys()].some((job) => folder.startsWith(`${job}/`));
    if (directory !== undefined && !isInJob) folders.set(folder, directory);
  }
  if (folders.size > 0) {
    for (const [path, directory] of directories) {
      if (NUMBER.test(pathIn(found, path))) folders.set(path, directory);
    }
  }
  return inNaturalOrder(folders, ([path]) => path);
}

interface ReadJob {
  readonly job: RunJob;
  readonly contents: Contents;
}

export async function readHydraMultirun(found: Survey, reading: RunReading): Promise<Run> {
  const file = fileAt(found, 'multirun.yaml');
  const configs: RunConfig[] = [];
  let settings: Value | undefined;
  if (file !== undefined) {
    const config = await readConfig(file, 'Hydra sweep', 'omegaconf', reading);
    settings = inside(config.value, 'hydra');
    configs.push(...bothConfigs(config, settings));
  }
  const results = fileAt(found, 'optimization_results.yaml');
  if (results !== undefined) {
    configs.push(await readConfig(results, 'result of the sweep', 'omegaconf', reading));
  }
  const jobs: ReadJob[] = [];
  for (const [path, directory] of jobFolders(found)) {
    jobs.push(await readJob(surveyBelow(found, path, directory), jobs.length, reading));
  }
  return {
    kind: 'hydra-multirun',
    title: 'Hydra multirun',
    path: found.directory.path,
    facts: new Map([...hydraFacts(settings), ['jobs', jobs.length]]),
    configs,
    overrides: textsOf(inside(settings, 'overrides', 'task')),
    checkpoints: jobs.flatMap(({ job }) => job.checkpoints),
    keeping: [],
    metrics: jobs.flatMap(({ contents }) => contents.metrics),
    logs: jobs.flatMap(({ contents }) => contents.logs),
    jobs: inNaturalOrder(jobs, ({ job }) => String(job.number)).map(({ job }) => job),
    remarks: reading.remarks,
  };
}

/** A sweep’s file holds what a job’s `config.yaml` and `hydra.yaml` hold. */
function bothConfigs(config: RunConfig, settings: Value | undefined): readonly RunConfig[] {
  const { path, value } = config;
  if (!isKind(value, 'mapping') || settings === undefined) return [config];
  const entries = new Map([...value.entries].filter(([key]) => key !== 'hydra'));
  const hydra = { ...value, entries: new Map<Value, Value>([['hydra', settings]]) };
  return [
    { ...config, value: { ...value, entries } },
    { path, title: 'Hydra’s settings', value: hydra },
  ];
}

async function readJob(found: Survey, index: number, reading: RunReading): Promise<ReadJob> {
  const { path } = found;
  const { overrides, settings } = await readHydraFiles(found, reading);
  const contents = await readContents(found, reading);
  const { checkpoints, logs } = contents;
  const name = baseName(path);
  const number =
    intOf(inside(settings, 'job', 'num')) ?? (NUMBER.test(name) ? Number(name) : index);
  const error = logs.find((log) => log.error !== undefined)?.error;
  if (!checkpoints.some(isReadable)) {
    const data = { job: number, ...(error !== undefined && { error }) };
    reading.remarks.push({ kind: 'job-without-checkpoint', path, data });
  }
  const job = { number, path, overrides, checkpoints, ...(error !== undefined && { error }) };
  return { job, contents };
}
