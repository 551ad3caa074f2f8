import type { Value } from '../../../src/model/value.ts';
import { lossScaler } from '../../../src/rules/optimizer/loss-scaler.ts';
import type { Run } from '../../../src/runs/run.ts';
import { testRule } from '../../support/rules.ts';
import { loop } from '../../support/trained.ts';
import { dict, float } from '../../support/values.ts';

const scaler = { scaler_state_dict: dict({ scale: float(65536), growth_factor: float(2) }) };
const config = (training: Readonly<Record<string, Value>>) => ({
  config: dict({ training: dict(training) }),
});
const experiment: Run = {
  ...{ kind: 'experiment', title: 'experiment', path: '', facts: new Map() },
  ...{ configs: [], overrides: [], checkpoints: [], keeping: [], metrics: [], logs: [] },
  ...{ jobs: [], remarks: [] },
};

testRule(lossScaler, {
  quiet: {
    'mixed precision with its scaler': loop({ ...config({ amp: true }), ...scaler }),
    'none of both': loop(config({ amp: false })),
    'bfloat16, which needs none': loop(config({ amp: true, amp_dtype: 'bfloat16' })),
    'a scaler that was not enabled': loop({ ...config({ amp: false }), scaler: dict({}) }),
    'no word about it': loop(config({ lr: float(0.1) })),
    'an experiment that is asked about as a whole': loop(config({ amp: true }), {
      run: experiment,
    }),
  },
  finds: {
    'mixed precision without': {
      subject: loop(config({ amp: true })),
      findings: [
        {
          severity: 'warning',
          data: { key: 'training.amp', where: 'config' },
          message:
            'training.amp in config says that mixed precision is on, and the state of its loss scaler is missing',
          cure: /scaler\.state_dict\(\)/,
        },
      ],
    },
    'the same by a configuration near it': {
      subject: loop(
        {},
        {
          configs: [
            { path: 'config.yaml', title: 'configuration', value: dict({ precision: '16-mixed' }) },
          ],
        },
      ),
      findings: [{ data: { key: 'precision', where: 'config.yaml' } }],
    },
    'a scaler that was not to be there': {
      subject: loop({ ...config({ amp: false }), ...scaler }),
      findings: [{ path: 'scaler_state_dict', message: /is off, and there is a loss scaler$/ }],
    },
    'one file of an experiment': {
      subject: loop(config({ amp: true }), { run: experiment, isAlone: true }),
      findings: [{ severity: 'warning' }],
    },
  },
});
