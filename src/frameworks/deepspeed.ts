/**
 * One rank’s files of DeepSpeed: the model states, and the optimizer’s partition.
 * https://github.com/deepspeedai/DeepSpeed/blob/v0.17.0/deepspeed/runtime/engine.py
 */
import { entriesOf, partsOf } from './common/entries.ts';
import { Arrangement } from './roles/arrangement.ts';
import { rolesNamed } from './roles/usual.ts';
import type { Framework } from './training-state.ts';

const facts = { id: 'deepspeed', title: 'DeepSpeed' };

export const deepspeed: Framework = {
  ...facts,
  recognizes(root) {
    const entries = entriesOf(root);
    if (!entries.has('ds_version') || !entries.has('ds_config')) return false;
    return entries.has('module') || entries.has('optimizer_state_dict');
  },
  read: (root) => new Arrangement(partsOf(root, ''), roles).state({ ...facts, notes: [] }),
};

const roles = rolesNamed({
  module: 'model',
  global_steps: 'step',
  ds_config: 'run-hyperparameters',
  ds_version: 'version',
  // Pieces of tensors, which are whole only with those of the other ranks.
  frozen_param_fragments: null,
});
