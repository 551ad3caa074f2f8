import { entriesOf } from '../../frameworks/common/entries.ts';
import { isBefore } from '../lightning-version.ts';
import { defineRule } from '../rule.ts';

/** What 1.9 takes out of the keys of 1.5 to 1.8. */
const TAKEN_OUT = /, 'save_on_train_epoch_end': (?:None|True|False)/;

/** https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/utilities/migration/migration.py */
export const collidingKeys = defineRule({
  id: 'versions/colliding-keys',
  summary: 'States of several ModelCheckpoints stay apart when their keys are brought up to date',
  severity: 'warning',
  questions: ['resume'],
  needs: ['lightning'],

  *find({ lightning: { entries, version } }) {
    if (version === undefined || !isBefore(version, '1.9.0')) return;
    const keys = Array.from(entriesOf(entries.get('callbacks')).keys()).filter(
      (key) => typeof key === 'string' && key.startsWith('ModelCheckpoint'),
    );
    const shorter = new Set(keys.map((key) => String(key).replace(TAKEN_OUT, '')));
    if (shorter.size === keys.length) return;
    yield { path: 'callbacks', data: { count: keys.length, distinct: shorter.size } };
  },

  message: ({ count, distinct }) =>
    `${count} ModelCheckpoints have ${distinct} ${distinct === 1 ? 'key' : 'keys'} once save_on_train_epoch_end is taken out: Lightning 1.9 and later leave them as they are, and restore none`,
  cure: () => 'resume with a version before 1.9, or without the state of these callbacks',
});
