/**
 * PackNet-SfM, whose trainer and file resemble Lightning’s.
 * https://github.com/TRI-ML/packnet-sfm/blob/master/packnet_sfm/models/model_checkpoint.py
 */
import { isKind } from '../model/value.ts';
import { entriesOf, partsOf } from './common/entries.ts';
import { Arrangement } from './roles/arrangement.ts';
import { resumingWith } from './roles/counters.ts';
import { usualRoles } from './roles/usual.ts';
import type { Framework } from './training-state.ts';

const facts = { id: 'packnet', title: 'PackNet-SfM' };

export const packnet: Framework = {
  ...facts,
  recognizes(root) {
    const entries = entriesOf(root);
    const config = entries.get('config');
    const keys = ['epoch', 'state_dict', 'optimizer', 'scheduler'];
    return (
      keys.every((key) => entries.has(key)) &&
      isKind(config, 'opaque') &&
      config.type === 'yacs.config.CfgNode'
    );
  },
  read(root) {
    const state = new Arrangement(partsOf(root, ''), usualRoles).state({ ...facts, notes: [] });
    // The trainer begins with the epoch of the file, and trains it again.
    return resumingWith(state, state.progress.epoch);
  },
};
