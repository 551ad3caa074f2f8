import { className } from '../../model/known-objects.ts';
import { isKind, type Value } from '../../model/value.ts';
import type { SchedulerState } from '../training-state.ts';
import { namedEntries, numberOf, numbersOf } from './entries.ts';
import { schedulerType } from './scheduler-types.ts';

/** Whether a value is the state of a learning-rate scheduler: one of torch’s, or much like one. */
export function looksLikeScheduler(value: Value): boolean {
  const entries = namedEntries(value);
  if (isKind(entries.get('_schedulers'), 'list')) return true;
  if (numberOf(entries.get('last_epoch')) === undefined) return false;
  const keys = new Set(entries.keys());
  return (
    ['_step_count', '_last_lr', 'base_lrs'].some((key) => keys.has(key)) ||
    schedulerType(keys) !== undefined
  );
}

export function readScheduler(value: Value, path: string): SchedulerState {
  const entries = namedEntries(value);
  return {
    path,
    type: typeOf(value, new Set(entries.keys())),
    lastEpoch: numberOf(entries.get('last_epoch')),
    lastLr: numbersOf(entries.get('_last_lr')),
    baseLrs: numbersOf(entries.get('base_lrs')),
    entries,
  };
}

/** A pickled scheduler says what it is. */
function typeOf(value: Value, keys: ReadonlySet<string>): string | undefined {
  return isKind(value, 'opaque') ? className(value).replace(/^.*\./, '') : schedulerType(keys);
}
