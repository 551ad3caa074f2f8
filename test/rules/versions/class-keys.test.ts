import { classKeys } from '../../../src/rules/versions/class-keys.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';
import { dict, global, mapping } from '../../support/values.ts';

const KEY = 'pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint';

testRule(classKeys, {
  quiet: {
    'texts for keys': lightning({ callbacks: dict({ Timer: dict({}) }) }),
    'no callbacks': lightning({ callbacks: undefined }),
  },
  finds: {
    'a class for a key': {
      subject: lightning({ callbacks: mapping([global(KEY), dict({})]) }),
      findings: [
        {
          severity: 'note',
          path: 'callbacks',
          data: { count: 1, examples: [KEY] },
          cure: /upgrade_checkpoint/,
        },
      ],
    },
  },
});
