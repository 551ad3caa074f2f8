import type { Value } from '../../../src/model/value.ts';
import { missingValue } from '../../../src/rules/hydra/missing-value.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { dict } from '../../support/values.ts';

const job = (value: Value) =>
  run({
    kind: 'hydra-run',
    configs: [{ path: '.hydra/config.yaml', title: 'Hydra config', value }],
  });

testRule(missingValue, {
  quiet: {
    'all set': { run: job(dict({ a: 1, b: dict({}) })) },
    'no configuration': { run: run() },
  },
  finds: {
    'a value that must be given': {
      subject: { run: job(dict({ data: dict({ path: '???' }), a: '?' })) },
      findings: [
        {
          severity: 'note',
          path: 'data.path',
          data: { count: 1, examples: ['data.path'] },
          cure: /data\.path=VALUE/,
        },
      ],
    },
  },
});
