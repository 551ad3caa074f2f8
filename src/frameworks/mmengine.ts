/**
 * MMEngine, and MMCV before it.
 * https://github.com/open-mmlab/mmengine/blob/v0.10.7/mmengine/runner/runner.py
 */
import type { Value } from '../model/value.ts';
import { entriesOf, entry, partsOf, textOf } from './common/entries.ts';
import { Arrangement } from './roles/arrangement.ts';
import { resumingWith } from './roles/counters.ts';
import { opened } from './roles/kind.ts';
import { AVERAGES_FIRST, isWeights } from './roles/role.ts';
import { rolesNamed } from './roles/usual.ts';
import type { Framework, FrameworkFacts } from './training-state.ts';

const facts = { id: 'mmengine', title: 'MMEngine' };

export const mmengine: Framework = {
  ...facts,
  recognizes(root) {
    const meta = entriesOf(entry(root, 'meta'));
    const isOwn = ['mmengine_version', 'mmcv_version', 'hook_msgs'].some((key) => meta.has(key));
    return isOwn && entriesOf(root).has('state_dict');
  },
  read(root) {
    // `EMAHook` swaps the two, so that loading takes the averages without knowing of them.
    const rolesOf = isWeights(entry(root, 'ema_state_dict') ?? null)
      ? rolesNamed({ state_dict: 'averaged', ema_state_dict: 'current' })
      : rolesNamed({ state_dict: 'model' });
    const parts = opened(partsOf(root, ''), 'meta');
    const state = new Arrangement(parts, rolesOf).state(factsOf(root), AVERAGES_FIRST);
    // The runner goes on with the epoch of the file; at the end of one, that is the next.
    return resumingWith(state, state.progress.epoch);
  },
};

function factsOf(root: Value): FrameworkFacts {
  const meta = entry(root, 'meta');
  const own = textOf(entry(meta, 'mmengine_version'));
  if (own !== undefined) return { ...facts, version: own, notes: [] };
  const older = textOf(entry(meta, 'mmcv_version'));
  return older === undefined
    ? { ...facts, notes: [] }
    : { ...facts, title: 'MMCV', version: older, notes: [] };
}
