import { homeDirectory } from '../../../src/rules/privacy/home-directory.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict } from '../../support/values.ts';

testRule(homeDirectory, {
  quiet: {
    'relative paths': opened(dict({ data: 'data/ml-1m' })),
    'other places': opened(dict({ data: '/data/ml-1m', shared: '/Users/Shared/x' })),
  },
  finds: {
    some: {
      subject: opened(
        dict({
          callbacks: dict({ '/home/ada/runs/a.ckpt': 1 }),
          data: 'C:\\Users\\eve\\data',
          command: 'train --data=/home/ada/data',
        }),
      ),
      findings: [
        {
          severity: 'warning',
          data: { names: ['/home/ada', 'C:\\Users\\eve'], count: 3 },
          details: ['callbacks', 'command', 'data'],
          message: /\/home\/ada, C:\\Users\\eve, in 3 places$/,
        },
      ],
    },
  },
});
