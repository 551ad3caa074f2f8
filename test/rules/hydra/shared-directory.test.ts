import type { Value } from '../../../src/model/value.ts';
import { sharedDirectory } from '../../../src/rules/hydra/shared-directory.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { dict } from '../../support/values.ts';

const jobs = [0, 1].map((number) => ({
  number,
  path: String(number),
  overrides: [],
  checkpoints: [],
}));
const facts = new Map<string, Value>([
  ['output directory', '/work/multirun/1'],
  ['changes directory', false],
]);
const sweep = (config: Readonly<Record<string, Value>>, subdir = '\u0024{hydra.job.num}') =>
  run({
    kind: 'hydra-multirun',
    jobs,
    facts,
    configs: [
      { path: 'multirun.yaml', title: 'Hydra sweep', value: dict(config) },
      {
        path: 'multirun.yaml',
        title: 'Hydra’s settings',
        value: dict({ hydra: dict({ sweep: dict({ subdir }) }) }),
      },
    ],
  });

testRule(sharedDirectory, {
  quiet: {
    'no folder in the configuration': { run: sweep({}) },
    'a folder that depends on the job': {
      run: sweep({ dirpath: '\u0024{hydra:runtime.output_dir}/checkpoints' }),
    },
    'a folder below the directory of the sweep': {
      run: sweep({ dirpath: '/work/multirun/1/checkpoints' }),
    },
    'a file to go on from': { run: sweep({ ckpt_path: '/scratch/a.ckpt' }) },
    'a logger, which numbers what it writes': { run: sweep({ logger: dict({ save_dir: '/a' }) }) },
    'a folder that is swept over': {
      run: { ...sweep({ dirpath: '/scratch' }), overrides: ['dirpath=/a,/b'] },
    },
    'a single job': { run: { ...sweep({ dirpath: '/scratch' }), jobs: jobs.slice(1) } },
    'another kind of run': { run: { ...sweep({ dirpath: '/scratch' }), kind: 'hydra-run' } },
  },
  finds: {
    'a fixed folder, a relative one and a fixed subdirectory': {
      subject: {
        run: sweep({ callbacks: dict({ dirpath: '/scratch/ckpts' }), save_dir: 'ckpts' }, 'job'),
      },
      findings: [
        {
          severity: 'warning',
          path: 'hydra.sweep.subdir',
          data: { setting: 'hydra.sweep.subdir', folder: 'job', count: 2 },
          cure: /hydra\.job\.num/,
        },
        {
          path: 'callbacks.dirpath',
          data: { folder: '/scratch/ckpts' },
          confidence: 'likely',
          message:
            /2 jobs of the sweep save to one directory, \/scratch\/ckpts, by callbacks\.dirpath/,
          cure: /runtime\.output_dir/,
        },
        { data: { folder: 'ckpts' } },
      ],
    },
  },
});
