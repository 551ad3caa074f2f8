import type { Value } from '../../../src/model/value.ts';
import { noScaler } from '../../../src/rules/experiment/no-scaler.ts';
import type { CheckpointFile } from '../../../src/runs/run.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, checkpointSummary, run } from '../../support/runs.ts';
import { dict } from '../../support/values.ts';

const file = (path: string, hasScaler: boolean, hasOptimizer = true) =>
  checkpointFile(path, { checkpoint: checkpointSummary({ hasScaler, hasOptimizer }) });
const experiment = (value: Value, ...files: readonly CheckpointFile[]) =>
  run({
    kind: 'experiment',
    checkpoints: files,
    configs: [{ path: 'config.yaml', title: 'config.yaml', value }],
  });
const amp = dict({ training: dict({ amp: true }) });

testRule(noScaler, {
  quiet: {
    'a scaler': { run: experiment(amp, file('a.pt', true)) },
    'weights alone': { run: experiment(amp, file('a.pt', false, false)) },
    'bfloat16, which needs none': {
      run: experiment(dict({ amp: true, amp_dtype: 'bfloat16' }), file('a.pt', false)),
    },
    'no mixed precision': {
      run: experiment(dict({ training: dict({ amp: false }) }), file('a.pt', false)),
    },
  },
  finds: {
    'files without one': {
      subject: { run: experiment(amp, file('a.pt', true), file('b.pt', false)) },
      findings: [
        {
          severity: 'warning',
          path: 'training.amp',
          data: { setting: 'training.amp', count: 1, examples: ['b.pt'] },
          message: /scaler_state_dict is missing in b\.pt$/,
          cure: /scaler\.state_dict/,
        },
      ],
    },
    'a block that is switched on': {
      subject: { run: experiment(dict({ amp: dict({ enabled: true }) }), file('a.pt', false)) },
      findings: [{ path: 'amp.enabled' }],
    },
  },
});
