import { initialLr } from '../../../src/rules/scheduler/initial-lr.ts';
import { testRule } from '../../support/rules.ts';
import { adam, loop, stepLr } from '../../support/trained.ts';
import { float } from '../../support/values.ts';

const scheduled = { scheduler_state_dict: stepLr([0.001]) };
const began = (lr: number) => ({
  optimizer_state_dict: adam(undefined, { options: { initial_lr: float(lr) } }),
});

testRule(initialLr, {
  quiet: {
    'the same': loop({ ...scheduled, ...began(0.002) }),
    'a scheduler that keeps none': loop({ scheduler_state_dict: stepLr([]) }),
  },
  finds: {
    none: {
      subject: loop(scheduled),
      findings: [
        {
          severity: 'warning',
          path: 'optimizer_state_dict.param_groups[0]',
          message: /^initial_lr is missing, though a scheduler began with 0\.002/,
          cure: /group\["initial_lr"\] = 0\.002$/,
        },
      ],
    },
    another: {
      subject: loop({ ...scheduled, ...began(0.1) }),
      findings: [{ message: /^initial_lr is 0\.1, and the scheduler began with 0\.002/ }],
    },
  },
});
