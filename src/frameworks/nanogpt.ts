/** https://github.com/karpathy/nanoGPT/blob/master/train.py */
import { entriesOf, partsOf } from './common/entries.ts';
import { Arrangement } from './roles/arrangement.ts';
import { rolesNamed } from './roles/usual.ts';
import type { Framework } from './training-state.ts';

const facts = { id: 'nanogpt', title: 'nanoGPT' };

export const nanogpt: Framework = {
  ...facts,
  recognizes(root) {
    const entries = entriesOf(root);
    return ['model', 'model_args', 'iter_num'].every((key) => entries.has(key));
  },
  read: (root) =>
    new Arrangement(partsOf(root, ''), rolesNamed({ iter_num: 'step' })).state({
      ...facts,
      notes: [],
    }),
};
