import { runPath } from '../../../src/rules/privacy/run-path.ts';
import { testRule } from '../../support/rules.ts';
import { dict } from '../../support/values.ts';

testRule(runPath, {
  quiet: { 'no paths': { configs: [{ path: 'a.yaml', title: 'a', value: dict({ lr: 1 }) }] } },
  finds: {
    'where Hydra was launched': {
      subject: {
        configs: [{ path: 'hydra.yaml', title: 'a', value: dict({ cwd: '/home/ada/project' }) }],
      },
      findings: [
        {
          severity: 'warning',
          data: { names: ['/home/ada'], count: 1 },
          details: ['hydra.yaml: cwd'],
        },
      ],
    },
  },
});
