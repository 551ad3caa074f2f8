import {
  isSameScore,
  keepersIn,
  placeOf,
  scoreData,
  scoreIn,
  stoppersIn,
} from '../callback-states.ts';
import { defineRule } from '../rule.ts';

export const scoresDiffer = defineRule({
  id: 'callbacks/scores-differ',
  summary: 'EarlyStopping and ModelCheckpoint of one monitor have the same best score',
  severity: 'note',
  questions: ['resume', 'eval'],
  needs: ['training', 'scalars'],

  *find({ training, scalars }) {
    for (const { monitor, mode, bestScore, callback } of stoppersIn(training)) {
      const stopping = scoreIn(scalars, bestScore);
      if (monitor === undefined || stopping === undefined) continue;
      const keeper = keepersIn(training).find(
        (one) => one.monitor === monitor && (one.mode ?? mode) === (mode ?? one.mode),
      );
      const kept = scoreIn(scalars, keeper?.bestScore);
      // Before the first validation it is infinity.
      if (kept === undefined || !Number.isFinite(stopping) || isSameScore(stopping, kept)) continue;
      const data = { monitor, stopping, kept: scoreData(kept) };
      yield { path: placeOf(callback, 'best_score'), data, confidence: 'likely' };
    }
  },

  message: ({ monitor, stopping, kept }) =>
    `the best ${monitor} is ${stopping} for EarlyStopping and ${kept} for ModelCheckpoint, which differ with min_delta, or where not every epoch is saved`,
  cure: ({ kept, monitor }) => `go by ModelCheckpoint where files are meant: ${monitor} ${kept}`,
});
