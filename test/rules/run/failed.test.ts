import { failed } from '../../../src/rules/run/failed.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, run } from '../../support/runs.ts';

const log = (error?: string) => ({
  path: 'train.log',
  byteLength: 9,
  ...(error !== undefined && { error }),
});
const checkpoints = [checkpointFile('a.ckpt')];

testRule(failed, {
  quiet: {
    'a log that ends well': { run: run({ logs: [log()], checkpoints }) },
    'a job without any checkpoint, which is the finding': {
      run: run({ kind: 'hydra-run', logs: [log('ValueError: x')] }),
    },
    'a sweep, whose jobs are asked': {
      run: run({ kind: 'hydra-multirun', logs: [log('ValueError: x')], checkpoints }),
    },
  },
  finds: {
    'an error': {
      subject: {
        file: 'out',
        run: run({ kind: 'hydra-run', logs: [log('ValueError: x')], checkpoints }),
      },
      findings: [
        {
          severity: 'warning',
          file: 'out/train.log',
          data: { error: 'ValueError: x' },
          message: /the log ends in ValueError: x/,
        },
      ],
    },
    'someone who stopped it': {
      subject: { run: run({ logs: [log('KeyboardInterrupt')], checkpoints }) },
      findings: [{ severity: 'note', message: /KeyboardInterrupt/ }],
    },
  },
});
