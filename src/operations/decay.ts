import { numberOf } from '../frameworks/common/entries.ts';
import type { SchedulerState } from '../frameworks/training-state.ts';

/** `initial * factor ** times`. */
export interface Decay {
  readonly factor: number;
  readonly times: number;
}

/** What schedulers multiply a learning rate by, again and again. */
const FACTORS = ['factor', 'gamma'];
/** Products round a little each time. */
const TOLERANCE = 1e-9;

/** How often a factor of one of the schedulers makes `lr` of `initial`, if a whole number of times. */
export function decayOf(
  initial: number,
  lr: number,
  schedulers: readonly SchedulerState[],
): Decay | undefined {
  for (const { entries } of schedulers) {
    for (const name of FACTORS) {
      const factor = numberOf(entries.get(name));
      if (factor === undefined || factor <= 0 || factor === 1) continue;
      const times = Math.round(Math.log(lr / initial) / Math.log(factor));
      if (!(times > 0 && Number.isFinite(times))) continue;
      if (Math.abs(initial * factor ** times - lr) <= TOLERANCE * lr) return { factor, times };
    }
  }
  return undefined;
}
