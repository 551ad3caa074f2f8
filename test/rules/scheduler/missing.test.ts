import { missing } from '../../../src/rules/scheduler/missing.ts';
import { testRule } from '../../support/rules.ts';
import { adam, loop, stepLr } from '../../support/trained.ts';
import { float } from '../../support/values.ts';

const scheduled = adam(undefined, { options: { initial_lr: float(0.01) } });

testRule(missing, {
  quiet: {
    'no scheduler ever': loop(),
    'its state': loop({ optimizer_state_dict: scheduled, scheduler_state_dict: stepLr([0.001]) }),
    'its state in a file beside': loop(
      { optimizer_state_dict: scheduled },
      { names: ['scheduler.pt'] },
    ),
  },
  finds: {
    'traces of one': {
      subject: loop({ optimizer_state_dict: scheduled }),
      findings: [
        {
          severity: 'note',
          path: 'optimizer_state_dict.param_groups[0]',
          message: /^a scheduler began at a learning rate of 0\.01 and was at 0\.001/,
          cure: /scheduler\.state_dict\(\)/,
        },
      ],
    },
    'a warning for who wants to resume': {
      subject: loop({ optimizer_state_dict: scheduled }, { askedFor: ['resume'] }),
      findings: [{ severity: 'warning' }],
    },
  },
});
