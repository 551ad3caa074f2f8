import { missingJob } from '../../../src/rules/hydra/missing-job.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';

const jobs = (...numbers: readonly number[]) =>
  numbers.map((number) => ({ number, path: String(number), overrides: [], checkpoints: [] }));

testRule(missingJob, {
  quiet: {
    'all jobs': { run: run({ kind: 'hydra-multirun', jobs: jobs(0, 1, 2) }) },
    'no jobs': { run: run({ kind: 'hydra-multirun' }) },
    'another kind of run': { run: run({ jobs: jobs(0, 2) }) },
    'numbers of something else': { run: run({ kind: 'hydra-multirun', jobs: jobs(10, 2024) }) },
  },
  finds: {
    'a gap': {
      subject: { run: run({ kind: 'hydra-multirun', jobs: jobs(0, 2, 3) }) },
      findings: [
        {
          severity: 'warning',
          data: { last: 3, count: 1, examples: ['1'] },
          message: /no directory of job 1$/,
        },
      ],
    },
    several: {
      subject: { run: run({ kind: 'hydra-multirun', jobs: jobs(1, 3, 4) }) },
      findings: [{ message: /jobs 0, 2$/ }],
    },
  },
});
