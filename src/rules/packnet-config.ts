/**
 * The `checkpoint` section of configurations of the packnet-sfm family.
 * https://github.com/TRI-ML/packnet-sfm/blob/master/configs/default_config.py
 */
import { entriesOf, entry, intOf, itemsOf, textOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import type { RunConfig } from '../runs/run.ts';
import { directionOf } from './direction.ts';
import type { Subject } from './subject.ts';

export interface PacknetConfig {
  /** The file, as findings name it. */
  readonly file: string;
  readonly path: string;
  readonly saving: Value;
  readonly validation: Value | undefined;
  readonly maxEpochs: number | undefined;
  /** An int, where the configuration says one that is none. */
  readonly saveTopK: number | undefined;
  readonly monitor: string;
  readonly saysMonitor: boolean;
  readonly mode: string;
  /** Epochs between two files; the first is saved whatever it is. */
  readonly period: number;
}

/** What the code base takes where a configuration says nothing. */
const DEFAULTS = { monitor: 'loss', mode: 'auto', saveTopK: 5 };

/** All that validation can return: each metric, plain and of its variants. */
export const PACKNET_METRICS: readonly string[] = ['', '_pp', '_gt', '_pp_gt'].flatMap((suffix) =>
  ['abs_rel', 'sqr_rel', 'rmse', 'rmse_log', 'a1', 'a2', 'a3'].map((name) => name + suffix),
);

/** Those near the subject that save checkpoints. */
export function packnetConfigs({
  configs = [],
  run,
  file,
  metricNames,
}: Subject): readonly PacknetConfig[] {
  // Inside a checkpoint stands what was trained with: the same again.
  const files = configs.filter(({ path }) => /\.ya?ml$/i.test(path));
  return files.flatMap(({ path, value }: RunConfig) => {
    const saving = entry(value, 'checkpoint');
    const said = entriesOf(saving);
    const isSaving = ['filepath', 'save_top_k', 'monitor'].some((key) => said.has(key));
    // A section of this name is of another program, unless more looks like this one.
    const isOwn =
      ['arch', 'datasets'].some((key) => entry(value, key) !== undefined) ||
      said.has('filepath') ||
      metricNames !== undefined;
    const isOther = ['_target_', 'class_path', 'save_frequency'].some((key) => said.has(key));
    // Without a folder nothing is saved.
    const isOff = said.get('filepath') === '';
    if (saving === undefined || !isSaving || !isOwn || isOther || isOff) return [];
    const monitor = textOf(said.get('monitor'));
    return {
      file: run === undefined ? file : `${file}/${path}`,
      path,
      saving,
      validation: entry(entry(value, 'datasets'), 'validation'),
      maxEpochs: intOf(entry(entry(value, 'arch'), 'max_epochs')),
      saveTopK: said.has('save_top_k') ? intOf(said.get('save_top_k')) : DEFAULTS.saveTopK,
      monitor: monitor ?? DEFAULTS.monitor,
      saysMonitor: monitor !== undefined,
      mode: textOf(said.get('mode')) ?? DEFAULTS.mode,
      period: Math.max(1, intOf(said.get('period')) ?? 1),
    };
  });
}

/** Metrics that are known to be produced; empty where nothing tells. */
export function producedMetrics({ metricNames, metrics = [], run }: Subject): readonly string[] {
  if (metricNames !== undefined) return metricNames;
  const listed = itemsOf(run?.kind === 'packnet' ? run.facts.get('metrics') : undefined);
  const logged = metrics.flatMap((source) => source.metrics.map(({ name }) => name));
  return [...new Set([...listed.flatMap((name) => textOf(name) ?? []), ...logged])];
}

/** Logged names have that of a data set before them: `ncdb-val-velodyne-abs_rel`. */
export function isProduced(monitor: string, names: readonly string[]): boolean {
  return names.some((name) => name === monitor || name.endsWith(`-${monitor}`));
}

/** What `mode: auto` makes of the whole name, data set and all. */
export function autoMode(monitor: string): 'min' | 'max' {
  return /acc|a1|^fmeasure/.test(monitor) ? 'max' : 'min';
}

/** `checkpoint.monitor: abs_rel with checkpoint.mode: min`. */
export function monitorAdvice(metric: string): string {
  return `checkpoint.monitor: ${metric} with checkpoint.mode: ${directionOf(metric) ?? 'min'}`;
}

/** Items of `datasets.validation` at `key`, as text. */
export function validationTexts({ validation }: PacknetConfig, key: string): readonly string[] {
  return itemsOf(entry(validation, key)).map((item) => textOf(item) ?? '');
}
