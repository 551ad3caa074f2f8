import type { Value } from '../../../src/model/value.ts';
import { overrides } from '../../../src/rules/hydra/overrides.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';
import { dict, float } from '../../support/values.ts';

const config = dict({
  optimizer: dict({ lr: float(0.0003), name: 'adamw', api_key: 'q1w2e3r4t5y6' }),
  epochs: 20,
  amp: true,
  tag: null,
  out: '\u0024{now:%H}',
});
const job = (...overrides: readonly string[]) =>
  run({
    kind: 'hydra-run',
    overrides,
    configs: [{ path: '.hydra/config.yaml', title: 'Hydra config', value: config }],
    facts: new Map<string, Value>([['choices', dict({ model: 'resnet', 'db/engine': 'a' })]]),
  });

testRule(overrides, {
  quiet: {
    'the same values': {
      run: job(
        'optimizer.lr=3e-4',
        'epochs=20',
        '+amp=True',
        '++tag=null',
        "optimizer.name='adamw'",
      ),
    },
    'the same choices': { run: job('model=resnet', 'db/engine=a') },
    'what cannot be compared': {
      run: job(
        'out=10',
        'epochs=[1,2]',
        '~epochs',
        'epochs=\u0024{a}',
        'unknown=1',
        'hydra.mode=RUN',
      ),
    },
    'an override that a later one undoes': { run: job('epochs=10', 'epochs=20') },
    'another kind of run': { run: { ...job('epochs=1'), kind: 'hydra-multirun' } },
  },
  finds: {
    'a value and a choice that differ': {
      subject: { run: job('optimizer.lr=0.1', 'model=vae', 'amp=false') },
      findings: [
        {
          severity: 'warning',
          path: 'optimizer.lr',
          data: { override: 'optimizer.lr=0.1', config: 0.0003, count: 3 },
          message: /has 0\.0003 at optimizer\.lr; so do model=vae, amp=false$/,
          cure: /start with optimizer\.lr=0\.1/,
        },
      ],
    },
    'a secret, without telling it': {
      subject: { run: job('optimizer.api_key=a1b2c3d4e5f6') },
      findings: [{ data: { override: 'optimizer.api_key=…', config: '…' }, message: /has … at/ }],
    },
    'a choice alone': {
      subject: { run: job('model=vae') },
      findings: [{ path: 'model', data: { config: 'resnet', count: 1 } }],
    },
  },
});
