import { hostName } from '../../../src/rules/privacy/host-name.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict } from '../../support/values.ts';

testRule(hostName, {
  quiet: {
    'the machine itself': opened(dict({ host: 'localhost', master_addr: '127.0.0.1' })),
    'other texts': opened(dict({ name: 'gpu-box' })),
  },
  finds: {
    some: {
      subject: opened(dict({ env: dict({ hostname: 'gpu-box' }) })),
      findings: [
        {
          severity: 'note',
          data: { names: ['gpu-box'], count: 1 },
          details: ['env.hostname'],
          message: /names of computers: gpu-box, in 1 place$/,
        },
      ],
    },
  },
});
