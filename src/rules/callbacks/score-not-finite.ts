import { baseName } from '../../runs/recorded-path.ts';
import { isSaid, keepersIn, placeOf, scoreData, scoreIn } from '../callback-states.ts';
import { defineRule } from '../rule.ts';

/** NaN is ranked as the worst there is, and as nothing else where there is nothing else. */
export const scoreNotFinite = defineRule({
  id: 'callbacks/score-not-finite',
  summary: 'Every file that is kept by its score has one that is a number',
  severity: 'warning',
  questions: ['load', 'eval'],
  needs: ['training', 'scalars'],

  *find({ training, scalars }) {
    for (const { monitor, bestPath, bestScore, bestK, callback } of keepersIn(training)) {
      if (!isSaid(monitor)) continue;
      const best = scoreIn(scalars, bestScore);
      if (best !== undefined && !Number.isFinite(best)) {
        const name = baseName(bestPath ?? '');
        const data = { monitor, name, score: scoreData(best), isBest: true };
        yield { path: placeOf(callback, 'best_model_score'), data };
        continue;
      }
      for (const [path, one] of bestK ?? []) {
        const score = scoreIn(scalars, one);
        if (score === undefined || Number.isFinite(score)) continue;
        const data = { monitor, name: baseName(path), score: scoreData(score), isBest: false };
        yield { path: placeOf(callback, 'best_k_models'), severity: 'note', data };
        break;
      }
    }
  },

  message: ({ monitor, name, score, isBest }) =>
    `${isBest ? `the best ${monitor}` : `the ${monitor} of ${name}, which is kept among the best,`} is ${score}: it was no number, or never computed`,
  cure: ({ name, isBest }) =>
    isBest ? 'choose the checkpoint by another metric' : `do not use ${name}`,
});
