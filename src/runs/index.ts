import { accelerate } from './accelerate.ts';
import type { RunContext } from './checkpoint-file.ts';
import type { RunReading } from './config-file.ts';
import { type Contents, readContents, readModel, remarkLinks } from './contents.ts';
import { listOf, type RunDescription, type RunReader } from './description.ts';
import type { Directory } from './directory.ts';
import { experiment } from './experiment.ts';
import { folder } from './folder.ts';
import { huggingFaceModel } from './huggingface-model.ts';
import { huggingFaceTrainer } from './huggingface-trainer.ts';
import { isHydraMultirun, readHydraMultirun } from './hydra-multirun.ts';
import { hydraRun } from './hydra-run.ts';
import { lightningLogs, loggedVersions } from './lightning-logs.ts';
import { isReadable } from './newest.ts';
import { packnet } from './packnet.ts';
import { peftAdapter } from './peft-adapter.ts';
import type { Run } from './run.ts';
import { type Survey, survey, surveyBelow } from './survey.ts';

/** In the order in which they are asked: those with files that nobody else writes come first. */
const READERS: readonly RunReader[] = [
  hydraRun,
  packnet,
  experiment,
  lightningLogs,
  huggingFaceTrainer,
  peftAdapter,
  accelerate,
  huggingFaceModel,
];

/**
 * What lies around checkpoints. Of a folder of Lightning’s versions it is the newest one. What cannot
 * be read becomes a remark, or the error of its row; links out of the folder are not followed.
 */
export async function readRun(directory: Directory, context: RunContext): Promise<Run> {
  const whole = await survey(directory, context);
  const reading: RunReading = { ...context, remarks: [...whole.remarks] };
  remarkLinks(whole, reading);
  if (isHydraMultirun(whole)) return readHydraMultirun(whole, reading);
  const versions = loggedVersions(whole);
  const found =
    versions === undefined ? whole : surveyBelow(whole, versions.path, versions.directory);
  const contents = await readContents(found, reading);
  const description = await described(found, contents, reading);
  const run = await assembled(found, contents, description, reading);
  if (!run.checkpoints.some(isReadable)) {
    reading.remarks.push({ kind: 'no-checkpoint', path: found.path, data: {} });
  }
  const facts =
    versions === undefined
      ? run.facts
      : new Map([...run.facts, ['version', versions.path], ['versions', listOf(versions.names)]]);
  return { ...run, path: directory.path, facts };
}

async function described(
  found: Survey,
  contents: Contents,
  reading: RunReading,
): Promise<RunDescription> {
  for (const read of READERS) {
    const description = await read(found, contents, reading);
    if (description !== undefined) return description;
  }
  return folder(found, contents);
}

async function assembled(
  found: Survey,
  contents: Contents,
  description: RunDescription,
  reading: RunReading,
): Promise<Run> {
  const { kind, title, facts, configs, overrides } = description;
  // Of several runs there is no best and no last: one has nothing to do with the other.
  const isMany = kind === 'folder' && facts.has('runs');
  const best = isMany ? undefined : (description.best ?? contents.best);
  const isOther = best?.path !== contents.best?.path;
  const { model, modelConfigs } = isOther
    ? await readModel({ ...contents, ...(best !== undefined && { best }) }, found, reading)
    : contents;
  return {
    kind,
    title,
    path: found.directory.path,
    facts,
    configs: [...configs, ...modelConfigs],
    overrides,
    // The file that is the best is one of its kind whatever its name; `last` files may be it too.
    checkpoints: contents.checkpoints.map((row) =>
      row.path === best?.path && row.kind !== 'last' ? { ...row, kind: 'best' } : row,
    ),
    ...(best !== undefined && { best }),
    ...(!isMany && contents.last !== undefined && { last: contents.last }),
    keeping: contents.keeping,
    ...(model !== undefined && { model }),
    metrics: contents.metrics,
    logs: contents.logs,
    jobs: [],
    remarks: reading.remarks,
  };
}
