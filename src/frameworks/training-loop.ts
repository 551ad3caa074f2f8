/**
 * What somebody’s own training loop saved, after the tutorials of torch: weights, optimizer, epoch,
 * under whatever names.
 */
import type { Value } from '../model/value.ts';
import { entriesOf, partsOf } from './common/entries.ts';
import { looksLikeOptimizer } from './common/optimizer.ts';
import { looksLikeStateDict } from './common/weights.ts';
import { Arrangement } from './roles/arrangement.ts';
import { resumingAfter } from './roles/counters.ts';
import { usualRoles } from './roles/usual.ts';
import type { Framework } from './training-state.ts';

const facts = { id: 'training-loop', title: 'plain training loop' };

export const trainingLoop: Framework = {
  ...facts,
  recognizes: (root) => found(root) !== undefined,
  read(root) {
    const arrangement = found(root) ?? new Arrangement(partsOf(root, ''), usualRoles);
    const state = arrangement.state({ ...facts, notes: [] });
    return resumesWithNextEpoch(root) ? resumingAfter(state) : state;
  },
};

/** All may lie in one dict: `app`, as torch’s examples of distributed checkpoints have it. */
function found(root: Value): Arrangement | undefined {
  if (looksLikeStateDict(root) || looksLikeOptimizer(root)) return undefined;
  const parts = partsOf(root, '');
  const own = new Arrangement(parts, usualRoles);
  if (isTraining(own)) return own;
  const [only, ...others] = parts;
  if (only === undefined || others.length > 0) return undefined;
  const inner = new Arrangement(partsOf(only.value, only.path), usualRoles);
  return isTraining(inner) ? inner : undefined;
}

/** Whether there is more than weights, and more than numbers. */
function isTraining(arrangement: Arrangement): boolean {
  if (arrangement.has('optimizer')) return arrangement.has('model', 'averaged', ...BESIDES);
  return arrangement.has('model', 'averaged') && arrangement.has(...BESIDES);
}

const BESIDES = ['scheduler', 'precision', 'random', 'epoch', 'step', 'best'] as const;

/**
 * Whether these are the keys of a loop that is known to resume with `epoch + 1`.
 * https://github.com/giovannipollo/fat/blob/f11ef845/utils/experiment.py
 */
function resumesWithNextEpoch(root: Value): boolean {
  const entries = entriesOf(root);
  const keys = ['model_state_dict', 'optimizer_state_dict', 'epoch', 'best_acc', 'config'];
  return entries.has('scheduler_state_dict') && keys.every((key) => entries.has(key));
}
