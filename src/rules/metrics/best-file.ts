import { isReadable, type ReadableCheckpoint } from '../../runs/newest.ts';
import { baseName, folderOf } from '../../runs/recorded-path.ts';
import type { CheckpointFile } from '../../runs/run.ts';
import { isBetter, isSameScore } from '../callback-states.ts';
import { directionOf } from '../direction.ts';
import { defineRule } from '../rule.ts';

/** Lightning numbers its `best` files in the order of saving, and says in its state which is best. */
export const bestFile = defineRule({
  id: 'metrics/best-file',
  summary: 'No file has a better score than the one that is called the best',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['run'],

  *find({ run: { checkpoints, best: byState }, file }) {
    for (const best of checkpoints.filter(isReadable)) {
      const isLightning = best.checkpoint.framework?.id === 'lightning';
      const isCalledBest = isLightning
        ? best.path === byState?.path
        : /(?:^|[-_.])best(?=[-_.]|$)/i.test(baseName(best.path));
      const { metric } = best.checkpoint;
      const mode = metric === undefined ? undefined : (metric.mode ?? directionOf(metric.name));
      if (!isCalledBest || metric?.value === undefined || mode === undefined) continue;
      const better = bestOf(checkpoints, best, mode);
      const value = better?.checkpoint.metric?.value;
      if (better === undefined || value === undefined) continue;
      if (!isBetter(value, metric.value, mode) || isSameScore(value, metric.value)) continue;
      yield {
        file: `${file}/${best.path}`,
        severity: isLightning ? 'warning' : 'error',
        data: {
          name: baseName(best.path),
          metric: metric.name,
          score: metric.value,
          other: baseName(better.path),
          otherScore: value,
        },
      };
    }
  },

  message: ({ name, metric, score, other, otherScore }) =>
    `${name} is not the best: its best ${metric} is ${score}, and that of ${other} is ${otherScore}`,
  cure: ({ other, metric, otherScore }) =>
    `use ${other}, which has reached ${metric} ${otherScore}`,
});

function bestOf(
  files: readonly CheckpointFile[],
  than: ReadableCheckpoint,
  mode: 'min' | 'max',
): ReadableCheckpoint | undefined {
  let best: ReadableCheckpoint | undefined;
  let least = Number.NaN;
  for (const file of files.filter(isReadable)) {
    const { metric, recorded } = file.checkpoint;
    const isOfRun =
      folderOf(file.path) === folderOf(than.path) &&
      recorded.dirpath === than.checkpoint.recorded.dirpath &&
      file.kind !== 'temporary';
    const value = metric?.name === than.checkpoint.metric?.name ? metric?.value : undefined;
    if (!isOfRun || value === undefined || !Number.isFinite(value)) continue;
    // Of equals, the one that is named after its epoch: `latest` will be written over.
    const isEqual = value === least && best?.kind === 'last';
    if (best === undefined || isEqual || isBetter(value, least, mode)) {
      best = file;
      least = value;
    }
  }
  return best;
}
