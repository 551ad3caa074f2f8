import { fixedDirectory } from '../../../src/rules/hydra/fixed-directory.ts';
import type { Run } from '../../../src/runs/run.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { dict } from '../../support/values.ts';

const job = (dir: string, parts: Partial<Run> = {}) =>
  run({
    kind: 'hydra-run',
    configs: [
      {
        path: '.hydra/hydra.yaml',
        title: 'Hydra’s settings',
        value: dict({ hydra: dict({ run: dict({ dir }) }) }),
      },
    ],
    ...parts,
  });

testRule(fixedDirectory, {
  quiet: {
    'a directory by the time': { run: job('outputs/\u0024{now:%Y-%m-%d}') },
    'a time that was filled in': { run: job('outputs/2024-01-15/10-00-00') },
    'a job of a sweep': { run: job('.', { facts: new Map([['mode', 'MULTIRUN']]) }) },
    'another kind of run': { run: job('.', { kind: 'folder' }) },
    'no settings': { run: run({ kind: 'hydra-run' }) },
  },
  finds: {
    'the launch directory': {
      subject: { run: job('.') },
      findings: [
        {
          severity: 'note',
          path: 'hydra.run.dir',
          data: { folder: '.' },
          cure: /hydra\.run\.dir='outputs\//,
        },
      ],
    },
  },
});
