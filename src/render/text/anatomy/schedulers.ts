import { numberOf } from '../../../frameworks/common/entries.ts';
import type { SchedulerState } from '../../../frameworks/training-state.ts';
import { pythonFloatRepr, safeText } from '../../../model/python-repr.ts';
import type { Value } from '../../../model/value.ts';
import type { Training } from '../../../operations/training.ts';
import type { View } from '../../view.ts';
import { number } from '../units.ts';
import { inside, type Section, wrappedFacts } from './section.ts';
import { valueText } from './values.ts';

export function schedulerSections(training: Training, view: View, full: boolean): Section[] {
  return training.state.schedulers.map((scheduler) => ({
    name: 'schedulers',
    title: safeText(scheduler.path === '' ? 'scheduler' : scheduler.path),
    facts: [safeText(scheduler.type ?? 'type unknown')],
    lines: wrappedFacts(schedulerFacts(scheduler, training, full), inside(view).width),
  }));
}

/** What is said already, and details that nobody sets. */
const LEFT_OUT = new Set([
  ...['last_epoch', '_last_lr', 'base_lrs'],
  ...['default_min_lr', 'mode_worse', 'threshold_mode', 'eps'],
]);
/** Zero says something here. */
const COUNTS = new Set(['patience', 'num_bad_epochs', 'warmup_steps']);

function schedulerFacts(scheduler: SchedulerState, { scalars }: Training, full: boolean): string[] {
  const { lastEpoch, lastLr, baseLrs, entries } = scheduler;
  const options = [...entries].filter(
    ([name, value]) =>
      full || COUNTS.has(name) || !(LEFT_OUT.has(name) || name.startsWith('_') || isIdle(value)),
  );
  return [
    ...(lastEpoch === undefined || full ? [] : [`last_epoch ${number(lastEpoch)}`]),
    ...(full ? [] : lrTexts('last lr', lastLr)),
    ...(full ? [] : lrTexts('base lr', baseLrs)),
    ...options.map(([name, value]) => `${safeText(name)} ${valueText(value, scalars)}`),
  ];
}

/** One number where all groups have the same. */
function lrTexts(title: string, lrs: readonly number[]): string[] {
  if (lrs.length === 0) return [];
  const same = lrs.every((lr) => lr === lrs[0]);
  const shown = (same ? lrs.slice(0, 1) : lrs.slice(0, 4)).map(pythonFloatRepr).join(', ');
  return [`${title} ${shown}${!same && lrs.length > 4 ? ', …' : ''}`];
}

function isIdle(value: Value): boolean {
  return value === null || value === false || numberOf(value) === 0;
}
