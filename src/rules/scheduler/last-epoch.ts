import type { SchedulerState, TrainingState } from '../../frameworks/training-state.ts';
import { number } from '../../model/units.ts';
import type { PlacedFitLoop } from '../fit-loop.ts';
import { defineRule } from '../rule.ts';

export const lastEpoch = defineRule({
  id: 'scheduler/last-epoch',
  summary: 'A scheduler has gone no further than training',
  severity: 'warning',
  questions: ['resume'],
  needs: ['schedulers', 'training'],

  *find({ schedulers, training, fitLoop }) {
    for (const scheduler of schedulers) {
      const { lastEpoch: last, path, type = 'the scheduler' } = scheduler;
      const { epoch, step } = training.progress;
      if (last === undefined || !Number.isFinite(last) || !isOff(scheduler, training, fitLoop))
        continue;
      yield {
        path,
        confidence: 'likely',
        data: { last, epoch: epoch ?? null, step: step ?? null, type },
      };
    }
  },

  message({ last, epoch, step, type }) {
    const counted = [
      ...(epoch === null ? [] : [`epoch ${number(epoch)}`]),
      ...(step === null ? [] : [`step ${number(step)}`]),
    ].join(' and ');
    return `${type} is at ${number(last)}, and training at ${counted}: they were not saved together`;
  },
  cure: () =>
    'resume from another checkpoint of the run, or step a new scheduler to where training is',
});

function isOff(
  { lastEpoch: last = 0 }: SchedulerState,
  training: TrainingState,
  fitLoop: PlacedFitLoop | undefined,
): boolean {
  const { epoch, step, nextEpoch } = training.progress;
  const batches = fitLoop?.loop.batches.total.completed ?? 0;
  if (step !== undefined) return last > Math.max(step, batches, (epoch ?? 0) + 1) + 1;
  // Of a loop that counts epochs alone nobody knows what its scheduler counts, unless it is known.
  if (training.framework.id !== 'training-loop' || epoch === undefined) return false;
  const isByEpoch = last === epoch || last === nextEpoch;
  return nextEpoch !== undefined && !isByEpoch && last % nextEpoch !== 0;
}
