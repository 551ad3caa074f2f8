import type { Value } from '../../../src/model/value.ts';
import { noCheckpoint } from '../../../src/rules/hydra/no-checkpoint.ts';
import type { RunJob } from '../../../src/runs/run.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, run } from '../../support/runs.ts';
import { dict } from '../../support/values.ts';

const job = (number: number, error?: string): RunJob => ({
  number,
  path: String(number),
  overrides: [`lr=${number}`],
  checkpoints: [],
  ...(error !== undefined && { error }),
});
const nan = 'FloatingPointError: loss is nan';
const log = (path: string) => ({ path, byteLength: 9, error: nan });
const facts = new Map<string, Value>([
  ['job', 'train'],
  ['changes directory', false],
  ['launch directory', '/work'],
  ['output directory', '/work/outputs/1'],
]);

testRule(noCheckpoint, {
  quiet: {
    'a run of another kind': { run: run({ kind: 'experiment' }) },
    'a run with a checkpoint': {
      run: run({ kind: 'hydra-run', checkpoints: [checkpointFile('a.pt')] }),
    },
    'a job that trains nothing': {
      run: run({ kind: 'hydra-run', facts: new Map([['job', 'evaluate']]) }),
    },
    'a sweep that trains nothing': {
      run: run({ kind: 'hydra-multirun', facts: new Map([['job', 'test']]), jobs: [job(0)] }),
    },
    'a job whose checkpoint cannot be read': {
      run: run({
        kind: 'hydra-multirun',
        jobs: [{ ...job(0), checkpoints: [checkpointFile('0/a.pt')] }],
      }),
    },
  },
  finds: {
    'jobs of a sweep by the error that ended them': {
      subject: {
        file: 'multirun',
        run: run({
          kind: 'hydra-multirun',
          facts,
          jobs: [job(1, nan), job(2), job(3, nan)],
          logs: [log('1/train.log'), log('3/train.log')],
        }),
      },
      findings: [
        {
          severity: 'warning',
          file: 'multirun/1',
          data: { jobs: [1, 3], overrides: ['lr=1'], error: nan, log: '1/train.log' },
          message:
            /^job 1 of the sweep \(lr=1\) and 1 more have no checkpoint: the log ends in .* nan$/,
          cure: /1\/train\.log/,
        },
        { file: 'multirun/2', data: { jobs: [2], error: null }, cure: /below \/work.*chdir=True/ },
      ],
    },
    'a job that saves elsewhere': {
      subject: {
        file: 'out',
        run: run({
          kind: 'hydra-run',
          facts,
          configs: [
            {
              path: '.hydra/config.yaml',
              title: 'Hydra config',
              value: dict({ checkpoint: dict({ dirpath: '/scratch/ckpts' }) }),
            },
          ],
        }),
      },
      findings: [
        {
          file: 'out',
          data: { jobs: [], folders: ['/scratch/ckpts'] },
          message: 'the job has no checkpoint',
          cure: /look in \/scratch\/ckpts/,
        },
      ],
    },
    'a job that ran in its directory': {
      subject: { run: run({ kind: 'hydra-run' }) },
      findings: [{ data: { launchFolder: null }, cure: /where the program saves/ }],
    },
  },
});
