import { userName } from '../../../src/rules/privacy/user-name.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict } from '../../support/values.ts';

testRule(userName, {
  quiet: {
    'other texts': opened(dict({ name: 'ada', user: 'a text with spaces' })),
  },
  finds: {
    some: {
      subject: opened(dict({ wandb: dict({ entity: 'lab' }) })),
      findings: [
        {
          severity: 'note',
          data: { names: ['lab'], count: 1 },
          details: ['wandb.entity'],
          message: /names of accounts: lab, in 1 place$/,
        },
      ],
    },
  },
});
