import { isReadable } from '../../runs/newest.ts';
import { baseName, folderOf } from '../../runs/recorded-path.ts';
import { isBetter, isSameScore } from '../callback-states.ts';
import { directionOf } from '../direction.ts';
import { defineRule } from '../rule.ts';

/** Files of training loops keep the best score so far, which no later file can have worse. */
export const bestDecreases = defineRule({
  id: 'metrics/best-decreases',
  summary: 'The best score so far gets no worse from one epoch to the next',
  severity: 'warning',
  questions: ['resume', 'eval'],
  about: 'run',
  needs: ['run'],

  *find({ run: { checkpoints }, file }) {
    for (const folder of new Set(checkpoints.map(({ path }) => folderOf(path)))) {
      const scored = checkpoints.filter(isReadable).flatMap(({ path, kind, checkpoint }) => {
        const { metric, epoch, framework } = checkpoint;
        // What is written over has a rule of its own.
        const isCounted = folderOf(path) === folder && kind === 'periodic';
        const isOfLoop = framework?.id === 'training-loop';
        if (!isCounted || !isOfLoop || epoch === undefined || metric?.value === undefined)
          return [];
        return { path, epoch, metric: metric.name, score: metric.value };
      });
      const inOrder = scored.sort((a, b) => a.epoch - b.epoch);
      for (const [index, later] of inOrder.entries()) {
        const earlier = inOrder[index - 1];
        const mode = directionOf(later.metric);
        if (earlier === undefined || mode === undefined || earlier.metric !== later.metric)
          continue;
        if (!isBetter(earlier.score, later.score, mode)) continue;
        if (isSameScore(earlier.score, later.score)) continue;
        yield {
          file: `${file}/${later.path}`,
          data: {
            metric: later.metric,
            name: baseName(later.path),
            score: later.score,
            earlier: baseName(earlier.path),
            earlierScore: earlier.score,
          },
        };
        break;
      }
    }
  },

  message: ({ metric, name, score, earlier, earlierScore }) =>
    `the best ${metric} so far is ${score} in ${name}, and was ${earlierScore} in ${earlier}, which is older: they are of two trainings, or a resumed one forgot it`,
  cure: ({ earlier }) =>
    `restore the best score when resuming; the better weights are those of ${earlier} or before`,
});
