import { entry, itemsOf, numberOf, textOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import { type RunContext, readCheckpointFile } from './checkpoint-file.ts';
import { readConfigValue } from './config-file.ts';
import type { Directory, DirectoryEntry } from './directory.ts';
import { metricOf } from './huggingface-trainer.ts';
import { folderOf } from './recorded-path.ts';
import type { CheckpointFile, CheckpointSummary } from './run.ts';

const STATE = 'trainer_state.json';
const OPTIMIZER = /^optimizer\.(?:pt|bin)$/;

/** A folder `checkpoint-500` of transformers: its `model`, and the progress that lies beside it. */
export async function readStepFolder(
  directory: Directory,
  model: DirectoryEntry,
  context: RunContext,
): Promise<CheckpointFile> {
  const file = await readCheckpointFile(directory, model, context);
  if (file.checkpoint === undefined) return { ...file, kind: 'periodic' };
  const entries = await directory.list();
  const found = entries.find(({ name }) => name === STATE);
  // What cannot be read of it is missing from the row, which is all there is room for.
  const reading = { ...context, remarks: [] };
  const state =
    found &&
    (await readConfigValue(
      { path: STATE, directory, entry: found },
      'json',
      reading,
      'logRecordBytes',
    ));
  const hasOptimizer = entries.some(({ name }) => OPTIMIZER.test(name));
  const checkpoint = { ...file.checkpoint, hasOptimizer, ...(state && progressOf(state)) };
  return { ...file, kind: 'periodic', checkpoint };
}

function progressOf(state: Value): Partial<CheckpointSummary> {
  const step = numberOf(entry(state, 'global_step'));
  const bestPath = textOf(entry(state, 'best_model_checkpoint'));
  const best = numberOf(entry(state, 'best_metric'));
  const [, bestStep] = /checkpoint-(\d{1,15})$/.exec(bestPath ?? '') ?? [];
  const metric = bestStep === undefined ? undefined : metricOf(state, best, Number(bestStep));
  return {
    framework: { id: 'huggingface-trainer', title: 'Hugging Face Trainer', notes: [] },
    epoch: numberOf(entry(state, 'epoch')),
    step,
    metric:
      metric === undefined ? undefined : { name: metric, ...valueAt(state, metric, step, best) },
    recorded: {
      dirpath: bestPath === undefined ? undefined : folderOf(bestPath),
      bestPath,
      lastPath: undefined,
    },
  };
}

/** The value of this step, and which way is better: the best is the lowest or the highest so far. */
function valueAt(
  state: Value,
  metric: string,
  step: number | undefined,
  best: number | undefined,
): Omit<NonNullable<CheckpointSummary['metric']>, 'name'> {
  const values: number[] = [];
  let value: number | undefined;
  for (const logged of itemsOf(entry(state, 'log_history'))) {
    const one = numberOf(entry(logged, metric));
    if (one === undefined) continue;
    values.push(one);
    if (numberOf(entry(logged, 'step')) === step) value = one;
  }
  const isLowest = values.every((one) => best !== undefined && one >= best);
  const isHighest = values.every((one) => best !== undefined && one <= best);
  if (isLowest === isHighest) return { value };
  return { value, mode: isLowest ? 'min' : 'max' };
}
