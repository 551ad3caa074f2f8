import type { OptimizerState, SchedulerState } from '../frameworks/training-state.ts';

interface Pair {
  readonly optimizer: OptimizerState;
  readonly scheduler: SchedulerState;
}

/** Schedulers with the optimizers they are for, where that can be told: one each, or one at all. */
export function schedulerPairs(
  optimizers: readonly OptimizerState[],
  schedulers: readonly SchedulerState[],
): readonly Pair[] {
  // Several for one optimizer work on one another, and none of them tells what comes out.
  if (optimizers.length !== schedulers.length) return [];
  return schedulers.flatMap((scheduler, index) => {
    const optimizer = optimizers[index];
    return optimizer === undefined ? [] : [{ optimizer, scheduler }];
  });
}
