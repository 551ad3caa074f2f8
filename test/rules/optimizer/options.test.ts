import type { Value } from '../../../src/model/value.ts';
import { options } from '../../../src/rules/optimizer/options.ts';
import { testRule } from '../../support/rules.ts';
import { adam, loop } from '../../support/trained.ts';
import { float, tuple } from '../../support/values.ts';

const having = (more: Readonly<Record<string, Value>>) =>
  loop({ optimizer_state_dict: adam(undefined, { options: more }) });

testRule(options, {
  quiet: {
    'usual ones': loop(),
    'the ends of what is allowed': having({ betas: tuple(float(0), float(0.9)), eps: 0 }),
    'what is no number': having({ weight_decay: 'none' }),
  },
  finds: {
    'a beta of one': {
      subject: having({ betas: tuple(float(0.9), float(1)) }),
      findings: [
        {
          severity: 'warning',
          path: 'optimizer_state_dict.param_groups[0].betas',
          message: 'betas is 1 and has to be at least 0 and below 1',
          cure: /set betas/,
        },
      ],
    },
    'weights that grow': {
      subject: having({ weight_decay: float(-0.1), eps: float(Number.NaN) }),
      findings: [{ data: { option: 'eps', value: 'nan' } }, { data: { option: 'weight_decay' } }],
    },
  },
});
