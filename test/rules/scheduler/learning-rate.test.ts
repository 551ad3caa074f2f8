import { learningRate } from '../../../src/rules/scheduler/learning-rate.ts';
import { testRule } from '../../support/rules.ts';
import { adam, floats, loop, stepLr } from '../../support/trained.ts';
import { float } from '../../support/values.ts';

const rates = (...lrs: number[]) => ({ scheduler_state_dict: stepLr(lrs) });
const read = floats([]);
const asTensor = { optimizer_state_dict: adam(undefined, { options: { lr: read } }) };

testRule(learningRate, {
  quiet: {
    'the same': loop(rates(0.001)),
    'the same but for the last digit': loop(rates(0.0010000000000000002)),
    'another number of groups, which is another matter': loop(rates(0.1, 0.2)),
    'a tensor that was not read': loop({ ...rates(0.5), ...asTensor }),
  },
  finds: {
    'another one': {
      subject: loop(rates(0.0005)),
      findings: [
        {
          severity: 'warning',
          path: 'scheduler_state_dict',
          data: { set: 0.0005, found: 0.001 },
          message:
            /^StepLR last set the learning rate 0\.0005, and optimizer_state_dict\.param_groups\[0\] has 0\.001/,
          cure: /group\["lr"\] = 0\.0005$/,
        },
      ],
    },
    'another one in a tensor': {
      subject: loop({ ...rates(0.5), ...asTensor }, { scalars: new Map([[read, float(0.25)]]) }),
      findings: [{ data: { set: 0.5, found: 0.25 } }],
    },
  },
});
