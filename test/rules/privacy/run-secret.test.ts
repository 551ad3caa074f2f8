import type { Value } from '../../../src/model/value.ts';
import { runSecret } from '../../../src/rules/privacy/run-secret.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { dict } from '../../support/values.ts';

const configs = (entries: Readonly<Record<string, Value>>, title = 'Hydra config') => [
  { path: '.hydra/config.yaml', title, value: dict(entries) },
];

testRule(runSecret, {
  quiet: {
    none: { configs: configs({ lr: 1, api_key: '\u0024{oc.env:KEY}' }) },
    'what lies inside a checkpoint, which is told with that': {
      configs: configs({ api_key: 'a1b2c3d4e5f6' }, 'config inside the checkpoint'),
    },
  },
  finds: {
    'in a configuration and an override': {
      subject: {
        configs: configs({ wandb: dict({ api_key: 'a1b2c3d4e5f6' }) }),
        run: run({ overrides: ['+logger.password=q1w2e3r4t5', 'lr=1'] }),
      },
      findings: [
        {
          severity: 'error',
          data: { length: 12, examples: ['.hydra/config.yaml: wandb.api_key'] },
          cure: /oc\.env/,
        },
        { data: { length: 10, examples: ['overrides (password)'] } },
      ],
    },
  },
});
