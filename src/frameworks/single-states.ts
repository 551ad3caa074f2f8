/** One thing in a file of its own: `optimizer.pt`, `scheduler.bin`, `scaler.pt`. Any library may have written it. */
import type { Value } from '../model/value.ts';
import { entriesOf } from './common/entries.ts';
import { looksLikeOptimizer } from './common/optimizer.ts';
import { looksLikeScheduler } from './common/scheduler.ts';
import { Arrangement } from './roles/arrangement.ts';
import type { Role } from './roles/role.ts';
import type { Framework } from './training-state.ts';

export const optimizerState = single('optimizer', 'optimizer state', looksLikeOptimizer);
export const schedulerState = single('scheduler', 'scheduler state', looksLikeScheduler);
export const scalerState = single('precision', 'gradient scaler state', (root) =>
  ['scale', 'growth_factor', '_growth_tracker'].every((key) => entriesOf(root).has(key)),
);

function single(role: Role, title: string, recognizes: (root: Value) => boolean): Framework {
  const facts = { id: title.replaceAll(' ', '-'), title };
  return {
    ...facts,
    recognizes,
    read: (root) =>
      new Arrangement([{ path: '', name: '', value: root }], () => [role]).state({
        ...facts,
        notes: [],
      }),
  };
}
