/**
 * timm’s `CheckpointSaver`.
 * https://github.com/huggingface/pytorch-image-models/blob/v1.0.20/timm/utils/checkpoint_saver.py
 */
import type { Value } from '../model/value.ts';
import { entriesOf, entry, intOf, partsOf } from './common/entries.ts';
import { Arrangement } from './roles/arrangement.ts';
import { resumingAfter } from './roles/counters.ts';
import { AVERAGES_FIRST, isWeights } from './roles/role.ts';
import { rolesNamed } from './roles/usual.ts';
import type { Framework } from './training-state.ts';

const facts = { id: 'timm', title: 'timm' };

export const timm: Framework = {
  ...facts,
  recognizes(root) {
    const entries = entriesOf(root);
    const isOwn = ['epoch', 'arch', 'state_dict'].every((key) => entries.has(key));
    return isOwn && versionOf(root) !== undefined;
  },
  read(root) {
    const version = versionOf(root) ?? 0;
    // `load_checkpoint` takes the averages where there are any.
    const isBesideAverage = isWeights(entry(root, 'state_dict_ema') ?? null);
    const rolesOf = rolesNamed({
      state_dict: isBesideAverage ? 'current' : 'model',
      version: null,
    });
    const state = new Arrangement(partsOf(root, ''), rolesOf).state(
      { ...facts, era: `version ${version}`, notes: [] },
      AVERAGES_FIRST,
    );
    // Until version 2 the epoch was one more already when it was saved.
    return version > 1 ? resumingAfter(state) : state;
  },
};

/** The version of the layout. */
function versionOf(root: Value): number | undefined {
  return intOf(entry(root, 'version'));
}
