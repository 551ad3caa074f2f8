/**
 * Projects of the packnet-sfm family: a configuration with a `checkpoint` section in `configs`, files
 * `epoch=05_PREFIX-abs_rel=0.100.ckpt` below its `filepath`.
 * https://github.com/TRI-ML/packnet-sfm/blob/master/configs/default_config.py
 */
import { entriesOf, intOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import { type RunReading, readConfig, readConfigValue } from './config-file.ts';
import type { Contents } from './contents.ts';
import { factsOf, listOf, type RunDescription, textsOf } from './description.ts';
import { inside, textInside } from './inside.ts';
import { inNaturalOrder } from './natural-order.ts';
import { baseName } from './recorded-path.ts';
import type { RunBest, RunConfig } from './run.ts';
import { fileAt, pathIn, type Survey } from './survey.ts';

/** What the code base takes where a configuration says nothing. */
const DEFAULTS = { monitor: 'loss', mode: 'auto', saveTopK: 5 };

export async function packnet(
  found: Survey,
  contents: Contents,
  reading: RunReading,
): Promise<RunDescription | undefined> {
  const configs = await packnetConfigs(found, reading);
  const [first] = configs;
  if (first === undefined) return undefined;
  const saving = inside(first.value, 'checkpoint');
  const monitor = textInside(saving, 'monitor');
  const mode = textInside(saving, 'mode');
  const metrics = await metricNames(found, contents, reading);
  const saveTopK = intOf(inside(saving, 'save_top_k')) ?? DEFAULTS.saveTopK;
  const best = saveTopK === -1 ? undefined : bestNamed(contents, monitor, mode);
  return {
    kind: 'packnet',
    title: 'packnet-sfm configuration with metrics',
    facts: factsOf({
      name: textInside(first.value, 'name'),
      save_top_k: saveTopK,
      monitor: monitor ?? DEFAULTS.monitor,
      'monitor source':
        monitor === undefined ? 'default of this code base, not in the file' : undefined,
      mode: mode ?? DEFAULTS.mode,
      period: inside(saving, 'period'),
      'max epochs': inside(first.value, 'arch', 'max_epochs'),
      metrics: metrics.length > 0 ? listOf(metrics) : undefined,
    }),
    configs,
    overrides: [],
    ...(best !== undefined && { best }),
  };
}

/** Research code has a configuration for every table of the paper. */
const MOST_CONFIGS = 200;

async function packnetConfigs(found: Survey, reading: RunReading): Promise<readonly RunConfig[]> {
  const files = [...found.files.values()].filter(({ path }) =>
    /^(?:configs\/)?[^/]+\.ya?ml$/.test(pathIn(found, path)),
  );
  const configs: RunConfig[] = [];
  // A project’s other configurations are nobody’s remark.
  const quiet = { ...reading, remarks: [] };
  for (const file of inNaturalOrder(files, ({ path }) => path).slice(0, MOST_CONFIGS)) {
    const config = await readConfig(file, baseName(file.path), 'pyyaml', quiet);
    if (isPacknetConfig(config.value)) configs.push(config);
  }
  return configs;
}

function isPacknetConfig(value: Value | undefined): boolean {
  const saving = entriesOf(inside(value, 'checkpoint'));
  const isSaving = saving.has('filepath') || saving.has('save_top_k');
  return isSaving && ['arch', 'datasets'].some((key) => inside(value, key) !== undefined);
}

/** What validation returns, as far as files beside tell: logged columns, or a list of names. */
async function metricNames(
  found: Survey,
  { metrics }: Contents,
  reading: RunReading,
): Promise<readonly string[]> {
  const logged = metrics.flatMap((source) => source.metrics.map(({ name }) => name));
  const file = fileAt(found, 'metrics.json');
  const listed = file === undefined ? [] : textsOf(await readConfigValue(file, 'json', reading));
  return [...new Set([...logged, ...listed])].filter((name) => !/^(?:epoch|step)$/.test(name));
}

/** The prefix before the metric’s name is that of a data set: `ncdb-val-velodyne-abs_rel`. */
function bestNamed(
  { checkpoints }: Contents,
  monitor: string | undefined,
  mode: string | undefined,
): RunBest | undefined {
  if (monitor === undefined || (mode !== 'min' && mode !== 'max')) return undefined;
  let best: RunBest | undefined;
  for (const { path, fileName } of checkpoints) {
    const named = [...fileName.metrics].find(
      ([name]) => name === monitor || name.endsWith(`-${monitor}`),
    );
    const score = named?.[1].value;
    if (score === undefined || Number.isNaN(score)) continue;
    const known = best?.score ?? (mode === 'min' ? Infinity : -Infinity);
    if (best !== undefined && (mode === 'min' ? score >= known : score <= known)) continue;
    const { epoch } = fileName;
    best = { path, recorded: baseName(path), wanted: path, metric: monitor, mode, score, epoch };
  }
  return best;
}
