import { migrations } from '../../../src/rules/versions/migrations.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';

const read = (stamp: string, target?: string) =>
  lightning(
    { 'pytorch-lightning_version': stamp },
    target === undefined ? {} : { targets: { lightning: target } },
  );

testRule(migrations, {
  quiet: {
    'a file of today': read('2.6.0'),
    'a version that is none': read('main'),
    'a reader of the same layout': read('1.9.5', '1.9.5'),
    'a reader that knows no migrations': read('1.4.0', '1.8.6'),
  },
  finds: {
    'an older file': {
      subject: read('1.9.5'),
      findings: [
        {
          severity: 'note',
          message:
            'Lightning 1.9.5 wrote it, and newer ones change it at every load: apex state is dropped; loops are renamed',
          cure: /upgrade_checkpoint FILE$/,
        },
      ],
    },
    'only what the reader does': {
      subject: read('1.6.0', '1.9.0'),
      findings: [
        {
          data: {
            changes: [
              'batches that stepped are counted',
              'save_on_train_epoch_end leaves the keys of ModelCheckpoint',
            ],
          },
        },
      ],
    },
  },
});
