/**
 * What Hydra writes beside a job: https://github.com/facebookresearch/hydra/blob/v1.3.2/hydra/core/utils.py
 */
import { entriesOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import { type RunReading, readConfigValue } from './config-file.ts';
import { configAt, factsOf, listOf, textsOf } from './description.ts';
import { inside, textInside } from './inside.ts';
import type { RunConfig } from './run.ts';
import { directoryAt, fileAt, type Survey } from './survey.ts';

export interface HydraFiles {
  readonly configs: readonly RunConfig[];
  readonly overrides: readonly string[];
  /** What is below `hydra` in its own file. */
  readonly settings: Value | undefined;
}

export function isHydraRun(found: Survey): boolean {
  return directoryAt(found, '.hydra') !== undefined;
}

export async function readHydraFiles(found: Survey, reading: RunReading): Promise<HydraFiles> {
  const names = ['config.yaml', 'hydra.yaml', 'overrides.yaml'].map((name) => `.hydra/${name}`);
  // A job may be told to write none of them.
  const wanted = isHydraRun(found) ? names : ['.hydra'];
  for (const path of wanted) {
    if (fileAt(found, path) !== undefined) continue;
    reading.remarks.push({ kind: 'hydra-file-missing', path: found.path, data: { name: path } });
  }
  const config = await configAt(found, '.hydra/config.yaml', 'Hydra config', 'omegaconf', reading);
  const own = await configAt(found, '.hydra/hydra.yaml', 'Hydra’s settings', 'omegaconf', reading);
  const file = fileAt(found, '.hydra/overrides.yaml');
  const settings = inside(own?.value, 'hydra');
  const overrides =
    file === undefined
      ? inside(settings, 'overrides', 'task')
      : await readConfigValue(file, 'omegaconf', reading);
  return {
    configs: [config, own].filter((one) => one !== undefined),
    overrides: textsOf(overrides),
    settings,
  };
}

export function hydraFacts(settings: Value | undefined): Map<string, Value> {
  const runtime = inside(settings, 'runtime');
  const job = inside(settings, 'job');
  const choices = inside(runtime, 'choices');
  const ownOverrides = textsOf(inside(settings, 'overrides', 'hydra'));
  return factsOf({
    job: textInside(job, 'name'),
    config: textInside(job, 'config_name'),
    'launch directory': textInside(runtime, 'cwd'),
    'output directory': textInside(runtime, 'output_dir'),
    'changes directory': changesDirectory(settings),
    mode: textInside(settings, 'mode'),
    'Hydra version': textInside(runtime, 'version'),
    choices: entriesOf(choices).size > 0 ? choices : undefined,
    'Hydra overrides': ownOverrides.length > 0 ? listOf(ownOverrides) : undefined,
  });
}

/**
 * Whether the job ran in its output directory, so that what it saved without a folder is there.
 * https://hydra.cc/docs/upgrades/1.1_to_1.2/changes_to_job_working_dir/
 */
function changesDirectory(settings: Value | undefined): boolean | undefined {
  const [, major, minor] =
    /^(\d+)\.(\d+)/.exec(textInside(settings, 'runtime', 'version') ?? '') ?? [];
  if (major !== '1' || minor === undefined) return undefined;
  if (Number(minor) < 2) return true;
  const chdir = inside(settings, 'job', 'chdir');
  if (typeof chdir === 'boolean') return chdir;
  if (chdir !== null || Number(minor) > 3) return undefined;
  const base = textInside(settings, 'runtime', 'version_base');
  return base === undefined ? undefined : base === '1.1';
}
