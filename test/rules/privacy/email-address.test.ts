import { emailAddress } from '../../../src/rules/privacy/email-address.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict } from '../../support/values.ts';

testRule(emailAddress, {
  quiet: {
    'addresses of nobody': opened(
      dict({ a: 'git@github.com:x/y', b: 'x@example.org', c: 'val/recall@10' }),
    ),
  },
  finds: {
    some: {
      subject: opened(dict({ author: 'Ada <ada@lovelace.net>' })),
      findings: [
        {
          severity: 'warning',
          data: { names: ['ada@lovelace.net'], count: 1 },
          details: ['author'],
          message: /e-mail addresses: ada@lovelace\.net, in 1 place$/,
        },
      ],
    },
  },
});
