import { baseName, folderOf } from '../../runs/recorded-path.ts';
import type { CheckpointFile, Keeping, Metric, MetricPoint, MetricSource } from '../../runs/run.ts';
import { isBetter, isSameScore, scoreData } from '../callback-states.ts';
import { defineRule } from '../rule.ts';

export const loggedDifferently = defineRule({
  id: 'metrics/logged-differently',
  summary: 'Scores in checkpoints are those that were logged',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['run', 'metrics'],

  *find({ run: { checkpoints, keeping }, metrics, file }) {
    for (const keeper of keeping) {
      const { monitor } = keeper;
      if (monitor === undefined) continue;
      const beside = checkpoints.filter(
        ({ path, checkpoint }) =>
          folderOf(path) === folderOf(keeper.path) &&
          checkpoint?.recorded.dirpath === keeper.dirpath,
      );
      for (const { path: source, metric } of logsOf(monitor, keeper, metrics)) {
        const found = unlike(metric, beside) ?? beyond(metric, keeper);
        if (found === undefined) continue;
        const { epoch, logged, checkpoint, name, isAtMoment } = found;
        yield {
          file: `${file}/${source}`,
          confidence: isAtMoment ? 'certain' : 'likely',
          data: {
            metric: monitor,
            source: baseName(source),
            epoch: epoch ?? null,
            logged: scoreData(logged),
            checkpoint: scoreData(checkpoint),
            name,
            isAtMoment,
          },
        };
        return;
      }
    }
  },

  message: ({ metric, source, epoch, logged, checkpoint, name, isAtMoment }) =>
    isAtMoment
      ? `${source} and the checkpoint disagree about ${metric}${epoch === null ? '' : ` of epoch ${epoch}`}: ${logged} in ${source}, ${checkpoint} in ${name}`
      : `${source} has no ${metric} as good as that of ${name}: ${logged} at best, against ${checkpoint}`,
  cure: ({ source }) =>
    `see whether ${source} is of another run; of several processes, log with sync_dist=True`,
});

interface Disagreement {
  readonly epoch: number | undefined;
  readonly logged: number;
  readonly checkpoint: number;
  readonly name: string;
  readonly isAtMoment: boolean;
}

interface Logged {
  readonly path: string;
  readonly metric: Metric;
}

/** Logs in the folders above the checkpoint: others may be of other runs. */
function logsOf(
  monitor: string,
  { path }: Keeping,
  metrics: readonly MetricSource[],
): readonly Logged[] {
  return metrics
    .filter(
      (source) => folderOf(source.path) === '' || path.startsWith(`${folderOf(source.path)}/`),
    )
    .flatMap((source) =>
      source.metrics
        .filter(({ name }) => name === monitor)
        .map((metric) => ({ path: source.path, metric })),
    );
}

/** Of the values that are known of a log, one that a checkpoint of the same moment has otherwise. */
function unlike(metric: Metric, files: readonly CheckpointFile[]): Disagreement | undefined {
  for (const point of [metric.lowest, metric.highest, metric.last]) {
    if (!Number.isFinite(point.value)) continue;
    for (const { checkpoint, path } of files) {
      const own = checkpoint?.metric;
      if (own?.name !== metric.name || own.value === undefined) continue;
      if (!isSameMoment(point, checkpoint?.epoch, checkpoint?.step, metric)) continue;
      if (isSameScore(point.value, own.value)) break;
      const name = baseName(path);
      const logged = point.value;
      return { epoch: point.epoch, logged, checkpoint: own.value, name, isAtMoment: true };
    }
  }
  return undefined;
}

/** Loggers count the step that was done last, checkpoints how many there were. */
function isSameMoment(
  point: MetricPoint,
  epoch: number | undefined,
  step: number | undefined,
  { count, last }: Metric,
): boolean {
  const isSameEpoch = point.epoch === undefined || epoch === undefined || point.epoch === epoch;
  if (point.step !== undefined && step !== undefined) {
    return isSameEpoch && point.step === step - 1;
  }
  // Without steps there has to be one value for each epoch.
  const isOneEach = last.epoch !== undefined && count <= last.epoch + 1;
  return isOneEach && epoch !== undefined && point.epoch === epoch;
}

/** A best score that was never logged, although the log goes on to where it was reached. */
function beyond(metric: Metric, keeper: Keeping): Disagreement | undefined {
  const { mode, bestScore, bestPath } = keeper;
  if (mode === undefined || bestScore === undefined || bestPath === undefined) return undefined;
  const best = mode === 'min' ? metric.lowest : metric.highest;
  const isComparable = Number.isFinite(best.value) && Number.isFinite(bestScore);
  if (!isComparable || isSameScore(best.value, bestScore)) return undefined;
  if (!isBetter(bestScore, best.value, mode)) return undefined;
  const name = baseName(bestPath);
  return { epoch: best.epoch, logged: best.value, checkpoint: bestScore, name, isAtMoment: false };
}
