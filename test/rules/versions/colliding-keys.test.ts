import { collidingKeys } from '../../../src/rules/versions/colliding-keys.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';
import { dict } from '../../support/values.ts';

const key = (end: string, monitor = 'loss') =>
  `ModelCheckpoint{'monitor': '${monitor}', 'mode': 'min', 'save_on_train_epoch_end': ${end}}`;
const both = (one: string, other: string, version = '1.8.6') =>
  lightning({
    'pytorch-lightning_version': version,
    callbacks: dict({ [one]: dict({}), [other]: dict({}), Timer: dict({}) }),
  });

testRule(collidingKeys, {
  quiet: {
    'keys that differ in more': both(key('True'), key('None', 'acc')),
    'a version that takes nothing out': both(key('True'), key('None'), '1.9.0'),
    'no callbacks': lightning({ 'pytorch-lightning_version': '1.8.6', callbacks: undefined }),
  },
  finds: {
    'keys that are the same without the end': {
      subject: both(key('True'), key('None')),
      findings: [
        {
          severity: 'warning',
          path: 'callbacks',
          data: { count: 2, distinct: 1 },
          message: /^2 ModelCheckpoints have 1 key once save_on_train_epoch_end is taken out/,
        },
      ],
    },
  },
});
