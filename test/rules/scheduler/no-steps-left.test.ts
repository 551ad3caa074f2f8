import { noStepsLeft } from '../../../src/rules/scheduler/no-steps-left.ts';
import { testRule } from '../../support/rules.ts';
import { loop } from '../../support/trained.ts';
import { dict, float, list } from '../../support/values.ts';

const oneCycle = (last: number) => ({
  scheduler_state_dict: dict({
    ...{ total_steps: 16, _schedule_phases: list(), _anneal_func_type: 'cos' },
    ...{ cycle_momentum: true, use_beta1: true, base_lrs: list(float(0.001)), last_epoch: last },
  }),
});

testRule(noStepsLeft, {
  quiet: {
    'some left': loop(oneCycle(15)),
    'another scheduler with the same entry': loop({
      scheduler_state_dict: dict({
        total_steps: 1,
        step_size: 2,
        gamma: 1,
        last_epoch: 3,
        _step_count: 4,
      }),
    }),
  },
  finds: {
    'none left': {
      subject: loop(oneCycle(16)),
      findings: [
        {
          severity: 'note',
          path: 'scheduler_state_dict',
          message:
            /16 of its 16 steps: .*Tried to step 17 times\. The total number of steps is 16$/,
          cure: /total_steps/,
        },
      ],
    },
    'none left for who wants to go on': {
      subject: loop(oneCycle(16), { askedFor: ['resume'] }),
      findings: [{ severity: 'warning' }],
    },
  },
});
