import { embeddedConfig } from '../../../src/rules/privacy/embedded-config.ts';
import { partOfConfig, wholeConfig } from '../../support/configs.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict } from '../../support/values.ts';

testRule(embeddedConfig, {
  quiet: {
    'plain values': opened(dict({ cfg: dict({ width: 5 }) })),
    'a configuration that is the whole': opened(dict({ cfg: wholeConfig({ width: 5 }) })),
    'a whole that has nothing else': opened(dict({ cfg: partOfConfig({ width: 5 }, {}) })),
  },
  finds: {
    'the whole with a part': {
      subject: opened(dict({ cfg: partOfConfig({ width: 5 }, { secret: 'x', lr: 1 }) })),
      findings: [
        {
          severity: 'warning',
          path: 'cfg',
          data: { count: 2, examples: ['secret', 'lr'] },
          message: /in the pickle with the part that is shown: secret, lr$/,
          cure: /to_container/,
        },
      ],
    },
  },
});
