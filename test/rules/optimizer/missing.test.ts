import { missing } from '../../../src/rules/optimizer/missing.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';
import { list } from '../../support/values.ts';

const none = { optimizer_states: list() };

testRule(missing, {
  quiet: {
    'a file with one': lightning(),
    'weights alone, which is another matter': lightning({ optimizer_states: undefined }),
    'a module that makes no steps': lightning({ ...none, global_step: 0, loops: undefined }),
    'something else in their place': lightning({ optimizer_states: null }),
    'a file of DeepSpeed': lightning({ ...none, ds_version: '0.14.4' }),
  },
  finds: {
    'steps and no optimizer': {
      subject: lightning(none),
      findings: [
        {
          severity: 'error',
          path: 'optimizer_states',
          message: /^optimizer_states is empty after 8 optimizer steps: /,
          cure: /another checkpoint/,
        },
      ],
    },
  },
});
