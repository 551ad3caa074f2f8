import { baseName } from '../../runs/recorded-path.ts';
import {
  isBetter,
  isSaid,
  isSameScore,
  type Keeper,
  keepersIn,
  placeOf,
  scoreData,
  scoreIn,
} from '../callback-states.ts';
import { defineRule } from '../rule.ts';
import type { Subject } from '../subject.ts';

/** One of `best_model_score` and `kth_value`, against the scores that it is chosen from. */
export const ranking = defineRule({
  id: 'callbacks/ranking',
  summary: '`best_model_path` and `kth_value` are the best and the worst of `best_k_models`',
  severity: 'warning',
  questions: ['resume', 'eval'],
  needs: ['training', 'scalars'],

  *find({ training, scalars }) {
    for (const keeper of keepersIn(training)) {
      const ranked = rankedBy(keeper, scalars);
      const [best] = ranked;
      const worst = ranked.at(-1);
      if (best === undefined || worst === undefined) continue;
      const { bestPath, kthBestPath, callback } = keeper;
      const said = [
        ['best_model_score', bestPath, scoreIn(scalars, keeper.bestScore), best] as const,
        ['kth_value', kthBestPath, scoreIn(scalars, keeper.kthValue), worst] as const,
      ];
      for (const [member, path, score, expected] of said) {
        // A path that is not ranked was carried over from the folder that training was resumed from.
        if (!isSaid(path) || !ranked.some((one) => one.path === path)) continue;
        if (score === undefined || isSameScore(score, expected.score)) continue;
        yield {
          path: placeOf(callback, member),
          data: {
            member,
            score: scoreData(score),
            expected: scoreData(expected.score),
            file: baseName(expected.path),
            mode: keeper.mode ?? null,
          },
        };
      }
    }
  },

  message: ({ member, score, expected, file, mode }) =>
    `${member} is ${score}, and the ${member === 'kth_value' ? 'worst' : 'best'} of best_k_models is ${expected} (${file}, mode ${mode})`,
  cure: () =>
    'go by best_k_models, or by the logged metrics: the state was edited, or merged of two',
});

interface Ranked {
  readonly path: string;
  readonly score: number;
}

/** The best first; empty where a score or the mode is not known. */
function rankedBy({ bestK, mode }: Keeper, scalars: Subject['scalars']): readonly Ranked[] {
  if (bestK === undefined || mode === undefined) return [];
  const ranked: Ranked[] = [];
  for (const [path, one] of bestK) {
    const score = scoreIn(scalars, one);
    if (score === undefined || Number.isNaN(score)) return [];
    ranked.push({ path, score });
  }
  return ranked.sort((a, b) =>
    a.score === b.score ? 0 : isBetter(a.score, b.score, mode) ? -1 : 1,
  );
}
