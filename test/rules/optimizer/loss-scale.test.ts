import { lossScale } from '../../../src/rules/optimizer/loss-scale.ts';
import { testRule } from '../../support/rules.ts';
import { loop } from '../../support/trained.ts';
import { dict, float } from '../../support/values.ts';

const scaled = (scale: number) =>
  loop({ scaler: dict({ scale: float(scale), growth_interval: 2000 }) });

testRule(lossScale, {
  quiet: {
    'a usual one': scaled(65536),
    one: scaled(1),
    'a scaler that was not enabled': loop({ scaler: dict({}) }),
  },
  finds: {
    'one that came down': {
      subject: scaled(0.5),
      findings: [
        {
          severity: 'warning',
          path: 'scaler',
          message: 'the loss scale has come down to 0.5: float16 overflowed again and again',
          cure: /bfloat16/,
        },
      ],
    },
    zero: { subject: scaled(0), findings: [{ severity: 'error', cure: /without the state/ }] },
    infinity: {
      subject: scaled(Number.POSITIVE_INFINITY),
      findings: [{ severity: 'error', data: { scale: 'inf' } }],
    },
    'what is no number': { subject: scaled(Number.NaN), findings: [{ data: { scale: 'nan' } }] },
  },
});
