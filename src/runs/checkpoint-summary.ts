import type { ModelCheckpointState, TrainingState } from '../frameworks/training-state.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { arraysOf } from '../model/walk.ts';
import { fileNameFacts } from './file-name.ts';
import { baseName } from './recorded-path.ts';
import type { CheckpointSummary } from './run.ts';
import { isSameScore, Scores } from './scores.ts';

/** More groups than this have no learning rates of their own, but one formula. */
const MOST_GROUPS = 64;

/** What is kept of a checkpoint. Reads a few scalar tensors, and nothing else. */
export async function summaryOf(
  { format, root, anomalies }: Checkpoint,
  state: TrainingState | undefined,
  name: string,
): Promise<CheckpointSummary> {
  const scores = new Scores();
  const keeper = state === undefined ? undefined : keeperOf(state);
  return {
    format,
    framework: state?.framework,
    epoch: state?.progress.epoch,
    step: state?.progress.step,
    nextEpoch: state?.progress.nextEpoch,
    tensorCount: arraysOf([root]).filter(({ kind }) => kind !== 'storage').length,
    parameterCount: state?.weights[0]?.parameterCount,
    optimizerTypes: (state?.optimizers ?? []).map(({ type }) => type ?? 'unknown'),
    hasOptimizer: (state?.optimizers ?? []).length > 0,
    hasScheduler: (state?.schedulers ?? []).length > 0,
    hasScaler: (state?.precision ?? []).length > 0,
    lrs: state === undefined ? [] : await learningRates(state, scores),
    metric: state === undefined ? undefined : await metricOf(state, name, keeper, scores),
    versions: state?.versions ?? new Map(),
    recorded: {
      dirpath: said(keeper?.dirpath),
      bestPath: said(keeper?.bestPath),
      lastPath: said(keeper?.lastPath),
    },
    anomalies: [...new Set(anomalies.map(({ kind }) => kind))],
  };
}

/** The ModelCheckpoint that keeps files by a metric, else the first. */
function keeperOf(state: TrainingState): ModelCheckpointState | undefined {
  const keepers = keepersOf(state);
  return keepers.find(({ monitor }) => typeof monitor === 'string') ?? keepers[0];
}

export function keepersOf({ callbacks }: TrainingState): readonly ModelCheckpointState[] {
  return callbacks.flatMap(({ modelCheckpoint }) =>
    modelCheckpoint === undefined ? [] : [modelCheckpoint],
  );
}

/** Lightning writes an empty text where it has no path. */
export function said(path: string | undefined): string | undefined {
  return path === '' ? undefined : path;
}

async function learningRates({ optimizers }: TrainingState, scores: Scores): Promise<number[]> {
  const rates: number[] = [];
  for (const { lr } of optimizers[0]?.groups.slice(0, MOST_GROUPS) ?? []) {
    const rate = await scores.valueOf(lr);
    if (rate !== undefined) rates.push(rate);
  }
  return rates;
}

async function metricOf(
  { progress }: TrainingState,
  name: string,
  keeper: ModelCheckpointState | undefined,
  scores: Scores,
): Promise<CheckpointSummary['metric']> {
  if (typeof keeper?.monitor === 'string') {
    const { monitor, mode } = keeper;
    const value = await scores.valueOf(ownScore(keeper, name, progress));
    return { name: monitor, ...(mode !== undefined && { mode }), value };
  }
  if (progress.best === undefined) return undefined;
  return { name: progress.best.metric, value: await scores.valueOf(progress.best.value) };
}

/**
 * The score of the file itself. `current_score` is that of the file which entered the best ones last,
 * and later files carry it on: it counts only where a name that it belongs to has this file’s epoch.
 */
function ownScore(
  { bestK, bestPath, bestScore, currentScore }: ModelCheckpointState,
  name: string,
  progress: TrainingState['progress'],
): ModelCheckpointState['currentScore'] {
  const ranked: (readonly [path: string, score: typeof bestScore])[] = [...(bestK ?? [])];
  if (said(bestPath) !== undefined) ranked.push([bestPath ?? '', bestScore]);
  // Runs that keep every file rank all of them in each.
  const own = ranked.find(([path]) => path.endsWith(name) && baseName(path) === name);
  if (own !== undefined) return own[1];
  const isOfNow = ranked.some(
    ([path, score]) => isSameScore(score, currentScore) && isOfMoment(path, progress),
  );
  return isOfNow ? currentScore : undefined;
}

/** Whether a recorded name tells the epoch or step of a file, as that has it or counts it. */
function isOfMoment(path: string, progress: TrainingState['progress']): boolean {
  const { epoch, step } = fileNameFacts(baseName(path));
  const epochs = [progress.epoch, progress.recordedEpoch];
  const steps = [progress.step, progress.recordedStep];
  if (epoch === undefined && step === undefined) return false;
  return (
    (epoch === undefined || epochs.includes(epoch)) && (step === undefined || steps.includes(step))
  );
}
