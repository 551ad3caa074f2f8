/**
 * What transformers’ Trainer leaves: `checkpoint-500`, each with weights, optimizer and
 * `trainer_state.json`. https://huggingface.co/docs/transformers/main_classes/trainer
 */
import { entriesOf, entry, itemsOf, numberOf, textOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import { type RunReading, readConfigValue } from './config-file.ts';
import type { Contents } from './contents.ts';
import { configAt, factsOf, listOf, type RunDescription } from './description.ts';
import { modelFacts } from './huggingface-config.ts';
import { inNaturalOrder } from './natural-order.ts';
import { baseName, folderOf, inFolder } from './recorded-path.ts';
import type { RunBest } from './run.ts';
import { type FoundFile, pathIn, type Survey } from './survey.ts';

const STATE = 'trainer_state.json';
const FOLDER = /(?:^|\/)checkpoint-\d+$/;

export async function huggingFaceTrainer(
  found: Survey,
  contents: Contents,
  reading: RunReading,
): Promise<RunDescription | undefined> {
  const states = statesIn(found);
  const newest = states.at(-1);
  if (newest === undefined) return undefined;
  const state = await readConfigValue(newest, 'json', reading, 'logRecordBytes');
  const folder = folderOf(newest.path);
  const below = pathIn(found, folder);
  const config = await configAt(
    found,
    inFolder(below, 'config.json'),
    'config.json',
    'json',
    reading,
  );
  const folders = states.map(({ path }) => folderOf(path)).filter((path) => FOLDER.test(path));
  for (const { path } of states) remarkOptimizer(found, folderOf(path), reading);
  const best = await bestOf(state, folder, found, contents);
  if (best !== undefined && best.path === undefined) {
    const data = { recorded: best.recorded, name: baseName(best.recorded) };
    reading.remarks.push({ kind: 'best-missing', path: newest.path, data });
  }
  return {
    kind: 'huggingface-trainer',
    title: 'Hugging Face Trainer directory',
    facts: factsOf({
      ...modelFacts(config?.value),
      checkpoints: folders.length > 0 ? listOf(folders) : undefined,
      'global step': entry(state, 'global_step'),
      epoch: entry(state, 'epoch'),
      'max steps': entry(state, 'max_steps'),
      epochs: entry(state, 'num_train_epochs'),
      'best metric': entry(state, 'best_metric') ?? undefined,
      'best checkpoint': textOf(entry(state, 'best_model_checkpoint')),
    }),
    configs: config === undefined ? [] : [config],
    overrides: [],
    ...(best !== undefined && { best }),
  };
}

/** Of the checkpoints by their steps, or that of the folder itself. */
function statesIn({ files, path: root }: Survey): readonly FoundFile[] {
  const states = [...files.values()].filter(({ path, entry: { name } }) => {
    if (name !== STATE) return false;
    const folder = folderOf(path);
    return folder === root || (FOLDER.test(folder) && folderOf(folder) === root);
  });
  const own = states.filter(({ path }) => folderOf(path) === root);
  // The state beside the folders is a copy of the last one.
  const others = states.filter((state) => !own.includes(state));
  return others.length > 0 ? inNaturalOrder(others, ({ path }) => path) : own;
}

/** The folder that the newest state calls the best, and the weights in it. */
async function bestOf(
  state: Value | undefined,
  folder: string,
  found: Survey,
  { checkpoints }: Contents,
): Promise<RunBest | undefined> {
  const recorded = textOf(entry(state, 'best_model_checkpoint'));
  if (recorded === undefined || recorded === '') return undefined;
  const name = baseName(recorded);
  const isOwn = folder === found.path && found.directory.name === name;
  const wanted = isOwn ? folder : inFolder(FOLDER.test(folder) ? folderOf(folder) : folder, name);
  const file = checkpoints.find(({ path, error }) => folderOf(path) === wanted && !error);
  const score = numberOf(entry(state, 'best_metric'));
  const [, step] = /^checkpoint-(\d{1,15})$/.exec(name) ?? [];
  return {
    path: file?.path,
    recorded,
    wanted,
    metric: metricOf(state, score, step === undefined ? undefined : Number(step)),
    mode: undefined,
    score,
    epoch: undefined,
  };
}

/** Which metric decides is not in the state; the one that has the best value at its step is. */
export function metricOf(
  state: Value | undefined,
  score: number | undefined,
  step: number | undefined,
): string | undefined {
  const names = new Set<string>();
  for (const logged of itemsOf(entry(state, 'log_history'))) {
    if (score === undefined || numberOf(entry(logged, 'step')) !== step) continue;
    for (const [key, value] of entriesOf(logged)) {
      if (typeof key === 'string' && numberOf(value) === score) names.add(key);
    }
  }
  const [name, ...others] = names;
  return others.length === 0 ? name : undefined;
}

/** A scheduler without its optimizer: training goes on, but not as it was. */
function remarkOptimizer(found: Survey, folder: string, { remarks }: RunReading): void {
  const has = (name: string) => found.files.has(inFolder(folder, name));
  if (!has('scheduler.pt') || has('optimizer.pt') || has('optimizer.bin')) return;
  // FSDP and DeepSpeed keep it in folders.
  const isInFolder = [...found.directories.keys()].some(
    (path) =>
      folderOf(path) === folder && /^(?:optimizer_\d+|global_step\d+)$/.test(baseName(path)),
  );
  if (!isInFolder) remarks.push({ kind: 'optimizer-missing', path: folder, data: {} });
}
