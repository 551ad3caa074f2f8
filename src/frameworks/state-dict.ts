/** Weights and nothing about how they were trained. */
import type { Value } from '../model/value.ts';
import { entriesOf, partsOf } from './common/entries.ts';
import { looksLikeStateDict } from './common/weights.ts';
import { Arrangement } from './roles/arrangement.ts';
import { isWeights } from './roles/role.ts';
import { usualRoles } from './roles/usual.ts';
import type { Framework } from './training-state.ts';

const facts = { id: 'state-dict', title: 'state dict' };

export const stateDict: Framework = {
  ...facts,
  recognizes: (root) =>
    looksLikeStateDict(root) || isAllWeights(root) || wrapped(root).has('model', 'averaged'),
  read(root) {
    const framework = { ...facts, notes: [] };
    return (looksLikeStateDict(root) ? bare(root) : wrapped(root)).state(framework);
  },
};

/** An `AveragedModel` counts what it averaged over. */
function bare(root: Value): Arrangement {
  const role = entriesOf(root).has('n_averaged') ? 'averaged' : 'model';
  return new Arrangement([{ path: '', name: '', value: root }], () => [role]);
}

/** `{'state_dict': ...}`, perhaps with a config. */
function wrapped(root: Value): Arrangement {
  const isAll = isAllWeights(root);
  return new Arrangement(partsOf(root, ''), (part) =>
    isAll ? [...usualRoles(part), 'model'] : usualRoles(part),
  );
}

/** Whether state dicts under any names are all there is. */
function isAllWeights(root: Value): boolean {
  const parts = partsOf(root, '');
  return parts.length > 0 && parts.every(({ value }) => isWeights(value));
}
