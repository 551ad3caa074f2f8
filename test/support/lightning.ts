/** Checkpoints of Lightning as literals. */
import { lightning } from '../../src/frameworks/lightning/index.ts';
import type { Mapping, Value } from '../../src/model/value.ts';
import { dict, list } from './values.ts';

type Entries = Readonly<Record<string, Value>>;

/** What is read of a checkpoint of 2.6 with these entries. */
export const readOf = (entries: Entries) => lightning.read(checkpoint(entries));

export function checkpoint(entries: Entries): Mapping {
  return dict({ 'pytorch-lightning_version': '2.6.0', ...entries });
}

/** One tracker: `ready`, `started`, `processed` and `completed`, as many as there are. */
function tracker(ready: number, started: number, processed: number, completed: number) {
  return dict({ ready, started, processed, completed });
}

const NONE = tracker(0, 0, 0, 0);

export interface Counts {
  /** As `tracker` takes them. */
  readonly epochs: readonly [number, number, number, number];
  readonly batches?: readonly [number, number, number, number];
  readonly isLastBatch?: boolean;
  readonly steps?: { readonly total: number; readonly current: number };
  readonly manualSteps?: number;
}

const NAMES = {
  '2.x': { automatic: 'automatic_optimization', manual: 'manual_optimization' },
  '1.x': { automatic: 'batch_loop.optimizer_loop', manual: 'batch_loop.manual_loop' },
} as const;

/** The `loops` of a checkpoint, in either layout. */
export function loops(
  { epochs, batches, isLastBatch = false, steps, manualSteps = 0 }: Counts,
  layout: keyof typeof NAMES = '2.x',
): Mapping {
  const { automatic, manual } = NAMES[layout];
  const done = (completed: number) => dict({ ready: completed, completed });
  const step = { total: done(steps?.total ?? 0), current: done(steps?.current ?? 0) };
  const fit = dict({
    state_dict: dict({}),
    'epoch_loop.batch_progress': dict({
      total: NONE,
      current: batches === undefined ? NONE : tracker(...batches),
      is_last_batch: isLastBatch,
    }),
    [`epoch_loop.${automatic}.optim_progress`]: dict({ optimizer: dict({ step: dict(step) }) }),
    [`epoch_loop.${manual}.optim_step_progress`]: dict({
      total: done(manualSteps),
      current: done(manualSteps),
    }),
    epoch_progress: dict({ total: NONE, current: tracker(...epochs) }),
  });
  return dict({ fit_loop: fit, validate_loop: dict({ state_dict: dict({}) }) });
}

export function optimizer(parameters: number, groups = 1): Mapping {
  const all = Array.from({ length: parameters }, (_, index) => index);
  const perGroup = Math.ceil(parameters / groups);
  return dict({
    state: dict({}),
    param_groups: list(
      ...Array.from({ length: groups }, (_, group) =>
        dict({ lr: 1, params: list(...all.slice(group * perGroup, (group + 1) * perGroup)) }),
      ),
    ),
  });
}
