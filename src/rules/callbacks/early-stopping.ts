import { placeOf, stoppersIn } from '../callback-states.ts';
import { defineRule } from '../rule.ts';

/** The counter is part of the state: https://github.com/Lightning-AI/pytorch-lightning/issues/1463 */
export const earlyStopping = defineRule({
  id: 'callbacks/early-stopping',
  summary: 'EarlyStopping has not stopped training, and has patience left',
  severity: 'warning',
  questions: ['resume'],
  needs: ['training'],

  *find({ training }) {
    for (const stopper of stoppersIn(training)) {
      const { waitCount, patience, monitor, stoppedEpoch, stoppingReason, callback } = stopper;
      const isUsedUp = waitCount !== undefined && patience !== undefined && waitCount >= patience;
      const hasStopped = (stoppedEpoch ?? 0) > 0 || stoppingReason !== undefined;
      if (!isUsedUp && !hasStopped) continue;
      yield {
        path: placeOf(callback, isUsedUp ? 'wait_count' : 'stopped_epoch'),
        // Other reasons hold for the moment only.
        severity: isUsedUp ? 'warning' : 'note',
        data: {
          isUsedUp,
          waitCount: waitCount ?? null,
          patience: patience ?? null,
          monitor: monitor ?? null,
          stoppedEpoch: hasStopped ? (stoppedEpoch ?? null) : null,
          reason: stoppingReason ?? null,
        },
      };
    }
  },

  message: ({ isUsedUp, waitCount, patience, monitor, stoppedEpoch, reason }) =>
    isUsedUp
      ? `EarlyStopping has waited ${waitCount} of ${patience} for ${monitor ?? 'its metric'}: a resumed training stops after one validation that is no better`
      : `EarlyStopping stopped training${stoppedEpoch === null ? '' : ` at epoch ${stoppedEpoch}`}${reason === null ? '' : `: ${reason}`}`,
  cure: ({ isUsedUp, waitCount }) =>
    isUsedUp
      ? `resume with patience=${(waitCount ?? 0) + 5} or more, or without the callback`
      : 'resume without the callback to go on',
});
