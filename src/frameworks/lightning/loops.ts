/**
 * The counters of Lightning’s loops. Each loop is a flat dict; what its names have dots for changed
 * with 2.0, when loops inside loops went.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/loops/progress.py
 */
import { isKind, type Value } from '../../model/value.ts';
import { entry, intOf, namedEntries, partsOf } from '../common/entries.ts';
import type { Part } from '../training-state.ts';
import type { TopLevel } from './top-level.ts';

/** How often something was begun and ended; `undefined` where it is not counted. */
interface Tracker {
  readonly ready: number | undefined;
  readonly started: number | undefined;
  readonly processed: number | undefined;
  readonly completed: number | undefined;
}

/** `total` counts since training began, `current` since the loop around was begun. */
interface Tracked {
  readonly total: Tracker;
  readonly current: Tracker;
}

export interface FitLoop {
  readonly epochs: Tracked;
  readonly batches: Tracked;
  readonly isLastBatch: boolean;
  /** Steps of optimizers that Lightning called. */
  readonly automatic: Tracked;
  /** Steps of optimizers that the module called itself. */
  readonly manual: Tracked;
}

/** `fit_loop` and its like, each with where it stands. */
export function loopParts(top: TopLevel): readonly Part[] {
  const loops = top.take('loops', (value) => isKind(value, 'mapping'));
  return loops === undefined ? [] : partsOf(loops.value, loops.path);
}

export function readFitLoop(loop: Value): FitLoop {
  const all = namedEntries(loop);
  const first = (names: readonly string[]) => names.map((name) => all.get(name)).find(isThere);
  const optimizer = entry(first(AUTOMATIC), 'optimizer');
  const batches = all.get('epoch_loop.batch_progress');
  return {
    epochs: trackedOf(all.get('epoch_progress')),
    batches: trackedOf(batches),
    isLastBatch: entry(batches, 'is_last_batch') === true,
    automatic: trackedOf(entry(optimizer, 'step')),
    manual: trackedOf(first(MANUAL)),
  };
}

/** The newest first. */
const AUTOMATIC: readonly string[] = [
  'epoch_loop.automatic_optimization.optim_progress',
  'epoch_loop.batch_loop.optimizer_loop.optim_progress',
];
const MANUAL: readonly string[] = [
  'epoch_loop.manual_optimization.optim_step_progress',
  'epoch_loop.batch_loop.manual_loop.optim_step_progress',
];

function isThere(value: Value | undefined): boolean {
  return value !== undefined;
}

function trackedOf(value: Value | undefined): Tracked {
  return { total: trackerOf(entry(value, 'total')), current: trackerOf(entry(value, 'current')) };
}

function trackerOf(value: Value | undefined): Tracker {
  const count = (name: string) => countOf(entry(value, name));
  return {
    ready: count('ready'),
    started: count('started'),
    processed: count('processed'),
    completed: count('completed'),
  };
}

/** A number of times; `undefined` for anything else. */
export function countOf(value: Value | undefined): number | undefined {
  const count = intOf(value);
  return count !== undefined && count >= 0 ? count : undefined;
}
