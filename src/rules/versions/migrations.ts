import { isBefore, isOlder, lightningVersion } from '../lightning-version.ts';
import { defineRule } from '../rule.ts';

/** What loading does with files older than each version, in this order. */
const MIGRATIONS: readonly (readonly [before: string, what: string])[] = [
  ['0.10.0', 'states of callbacks move into callbacks'],
  ['1.6.0', 'epoch and global_step become counters of loops'],
  ['1.6.5', 'batches that stepped are counted'],
  ['1.9.0', 'save_on_train_epoch_end leaves the keys of ModelCheckpoint'],
  ['2.0.0', 'apex state is dropped'],
  ['2.0.0', 'loops are renamed'],
];

/** https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/utilities/migration/migration.py */
export const migrations = defineRule({
  id: 'versions/migrations',
  summary: 'Lightning reads the file as it is, without bringing it to a newer layout',
  severity: 'note',
  questions: ['load', 'resume'],
  needs: ['lightning'],

  *find({ lightning: { stamp = '', version }, targets }) {
    if (version === undefined) return;
    const target = lightningVersion(targets?.lightning ?? '');
    const applied = MIGRATIONS.filter(([before]) => {
      const step = lightningVersion(before);
      // Only from 1.9 on are there such migrations, and then all of them.
      const isKnown = target === undefined || !isBefore(target, '1.9.0');
      const isReached = target === undefined || (step !== undefined && !isOlder(target, step));
      return isBefore(version, before) && isKnown && isReached;
    });
    if (applied.length > 0) yield { data: { stamp, changes: applied.map(([, what]) => what) } };
  },

  message: ({ stamp, changes }) =>
    `Lightning ${stamp} wrote it, and newer ones change it at every load: ${changes.join('; ')}`,
  cure: () =>
    'do so once, which leaves FILE.bak: python -m lightning.pytorch.utilities.upgrade_checkpoint FILE',
});
