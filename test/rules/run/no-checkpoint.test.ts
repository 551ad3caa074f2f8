import { MalformedError, SourceError } from '../../../src/errors.ts';
import { noCheckpoint } from '../../../src/rules/run/no-checkpoint.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, run } from '../../support/runs.ts';
import { list } from '../../support/values.ts';

const dangling = checkpointFile('checkpoints/last.ckpt', {
  error: new SourceError(
    'a link to a file that is not there',
    { file: 'last.ckpt' },
    { kind: 'dangling-link' },
  ),
});
const damaged = checkpointFile('a.ckpt', {
  error: new MalformedError('it is cut short', { file: 'a.ckpt' }),
});

testRule(noCheckpoint, {
  quiet: {
    'no checkpoints at all': { run: run() },
    'one that can be read': { run: run({ checkpoints: [dangling, checkpointFile('a.ckpt')] }) },
    'damaged files, which say so themselves': { run: run({ checkpoints: [damaged] }) },
    'a sweep, whose jobs are asked': {
      run: run({ kind: 'hydra-multirun', checkpoints: [dangling] }),
    },
    'a folder of runs': {
      run: run({ checkpoints: [dangling], facts: new Map([['runs', list('a')]]) }),
    },
  },
  finds: {
    'a link that leads nowhere, and nothing else': {
      subject: { run: run({ checkpoints: [dangling, damaged] }) },
      findings: [
        {
          severity: 'error',
          data: { count: 2, examples: ['checkpoints/last.ckpt', 'a.ckpt'] },
          message: /no readable checkpoint is left.*last\.ckpt, a\.ckpt/,
          cure: /restore/,
        },
      ],
    },
  },
});
