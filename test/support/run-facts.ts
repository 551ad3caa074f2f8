/** How the facts of the corpus are said by a `Run`: one entry for each name that they have. */
import type { Value } from '../../src/model/value.ts';
import { isReadable } from '../../src/runs/newest.ts';
import { baseName } from '../../src/runs/recorded-path.ts';
import type { CheckpointFile, Metric, Run } from '../../src/runs/run.ts';

/** A value as JSON has it. */
export function plain(value: Value | undefined): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value.kind === 'float') return value.value;
  if (value.kind === 'list' || value.kind === 'tuple') return value.items.map(plain);
  if (value.kind !== 'mapping') return value.kind;
  return Object.fromEntries(
    Array.from(value.entries, ([key, entry]) => [String(key), plain(entry)]),
  );
}

type Said = (run: Run, fact: unknown) => unknown;

const said =
  (name: string): Said =>
  ({ facts }) =>
    plain(facts.get(name));

/** The value at a path of keys in the first configuration with such a title that has it. */
function configured(run: Run, title: RegExp, ...keys: readonly string[]): unknown {
  const values = run.configs
    .filter((config) => title.test(config.title))
    .map(({ value }) => keys.reduce(inObject, plain(value)));
  return values.find((value) => value !== undefined);
}

function inObject(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(key)
    : undefined;
}

const readable = ({ checkpoints }: Run) => checkpoints.filter(isReadable);
const named = (files: readonly CheckpointFile[]) => files.map(({ path }) => baseName(path));
const lastFile = (run: Run) => readable(run).find(({ path }) => path === run.last);
const metricOf = ({ metrics }: Run, name: string | undefined): Metric | undefined =>
  metrics.flatMap((source) => source.metrics).find((metric) => metric.name === name);
const shape = ({ model }: Run, name: string) => model?.shapes.get(name);
const events = ({ metrics }: Run) => metrics.find(({ kind }) => kind === 'events');
const WORDS: Readonly<Record<string, string>> = {
  'experiment directory': 'experiments directory',
  'packnet-sfm configuration with metrics': 'config with metrics',
};

export const SAID: Readonly<Record<string, Said>> = {
  kind: ({ title }) => WORDS[title] ?? title.toLowerCase(),
  // Experiments
  model: said('model'),
  dataset: said('dataset'),
  periodic: ({ checkpoints }) => named(checkpoints.filter(({ kind }) => kind === 'periodic')),
  latest_epoch: (run) => lastFile(run)?.checkpoint.epoch,
  best_file: ({ best }) => best?.path,
  best_acc: ({ best }) => best?.score,
  best_epoch: ({ best }) => best?.epoch,
  next_epoch_on_resume: (run) => lastFile(run)?.checkpoint.nextEpoch,
  training_finished: said('finished'),
  amp_scaler: (run) => lastFile(run)?.checkpoint.hasScaler,
  events: (run) => events(run)?.path,
  event_tags: (run) =>
    events(run)
      ?.metrics.map(({ name }) => name)
      .sort(),
  event_steps: (run) => Math.max(...(events(run)?.metrics.map(({ count }) => count) ?? [])),
  // Hydra
  hydra_version: said('Hydra version'),
  launch_cwd: said('launch directory'),
  output_dir: said('output directory'),
  job: said('job'),
  jobs: ({ jobs }) => jobs.length,
  jobs_with_checkpoint: ({ jobs }) =>
    jobs.filter(({ checkpoints }) => checkpoints.some(isReadable)).map(({ number }) => number),
  jobs_without_checkpoint: ({ jobs }) =>
    jobs.filter(({ checkpoints }) => !checkpoints.some(isReadable)).map(({ number }) => number),
  overrides: ({ overrides, jobs }) =>
    jobs.length === 0
      ? overrides
      : Object.fromEntries(jobs.map((job) => [String(job.number), job.overrides])),
  epochs: (run) => readable(run).map(({ checkpoint }) => checkpoint.epoch),
  latest: ({ last }) => last,
  lr_in_checkpoint: (run) => lastFile(run)?.checkpoint.lrs[0],
  lr_in_config: (run) => configured(run, /^Hydra config$/, 'optimizer', 'lr'),
  // By names, by paths, or by the folders of a Trainer, as the fact has them
  checkpoints: (run, fact) => {
    const folders = run.facts.get('checkpoints');
    if (folders !== undefined) return plain(folders);
    const isByPath = Array.isArray(fact) && fact.some((path) => String(path).includes('/'));
    const files = readable(run);
    return isByPath ? files.map(({ path }) => path) : named(files);
  },
  // Lightning
  monitor: said('monitor'),
  mode: said('mode'),
  best: ({ best }) => best?.path ?? best?.wanted,
  best_score: ({ best }) => best?.score,
  best_on_disk: ({ best }) => best?.instead?.path,
  best_on_disk_score: ({ best }) => best?.instead?.score,
  last: ({ checkpoints }) => {
    const file = checkpoints.find(({ kind }) => kind === 'last');
    if (file?.link === undefined) return file?.path ?? null;
    return { symlink_to: file.link.target, exists: file.link.leadsTo === 'file' };
  },
  last_epoch: (run) => lastFile(run)?.checkpoint.epoch,
  metrics_csv_best: (run) => {
    const { name, lowest } = metricOf(run, run.best?.metric) ?? {};
    return { epoch: lowest?.epoch, [String(name)]: lowest?.value };
  },
  hparams: (run, fact) => {
    const all = configured(run, /^hparams\.yaml$/);
    const wanted = Object.keys(fact ?? {});
    return Object.fromEntries(wanted.map((key) => [key, inObject(all, key)]));
  },
  files_that_record_last_model_path: (run) =>
    named(readable(run).filter(({ checkpoint }) => checkpoint.recorded.lastPath !== undefined)),
  recorded_last_model_path: ({ keeping }) => keeping[0]?.lastPath,
  recorded_dirpath: ({ keeping }) => keeping[0]?.dirpath,
  found_beside: (run) => named(readable(run)),
  save_top_k_entries: said('kept checkpoints'),
  present: (run) => {
    const there = new Set(named(run.checkpoints));
    const kept = plain(run.facts.get('kept checkpoints'));
    return Array.isArray(kept) ? kept.filter((name) => there.has(String(name))) : undefined;
  },
  // The one number that stands in three places
  layers: ({ model }, fact) =>
    Object.fromEntries(Object.keys(fact ?? {}).map((name) => [name, model?.shapes.get(name)])),
  config_num_items: (run) => configured(run, /^Hydra config$/, 'model', 'num_items'),
  hparams_num_items: (run) => configured(run, /^hyper_parameters inside/, 'num_items'),
  layer_num_items: (run) => shape(run, 'decoder.2.bias')?.[0],
  num_items_from_layers: (run) => shape(run, 'encoder.0.weight')?.[1],
  // packnet
  save_top_k: said('save_top_k'),
  monitor_source: said('monitor source'),
  period: said('period'),
  metrics: said('metrics'),
  best_score_in_csv: (run) => metricOf(run, run.best?.metric)?.lowest.value,
  epochs_kept: (run) => readable(run).map(({ checkpoint }) => checkpoint.epoch),
  blocked_globals: ({ model }) =>
    model?.globals.filter((name) => !/^(?:torch|collections|builtins)\./.test(name)),
  // Hugging Face
  dtype: said('dtype'),
  tied: said('tied'),
  shards: said('shards'),
  tensors: said('tensors'),
  total_size: said('total size'),
  global_step: said('global step'),
  best_metric: said('best metric'),
  best_model_checkpoint: said('best checkpoint'),
  r: said('r'),
  targets: said('targets'),
};
