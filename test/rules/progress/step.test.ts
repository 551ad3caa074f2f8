import { step } from '../../../src/rules/progress/step.ts';
import { testRule } from '../../support/rules.ts';
import { fitLoop, lightning, tracked } from '../../support/trained.ts';
import { dict } from '../../support/values.ts';

const MANUAL = 'epoch_loop.manual_optimization.optim_step_progress';
const manual = dict({ fit_loop: fitLoop({ [MANUAL]: tracked([16, 16]) }) });

testRule(step, {
  quiet: {
    'the same count': lightning(),
    'a module that calls its optimizers itself': lightning({ loops: manual, global_step: 16 }),
  },
  finds: {
    'another count': {
      subject: lightning({ global_step: 13 }),
      findings: [
        {
          severity: 'warning',
          path: 'global_step',
          data: { recorded: 13, counted: 8 },
          message: /^global_step says 13, and the loops have counted 8 optimizer steps/,
          cure: /ckpt\["global_step"\] = 8;/,
        },
      ],
    },
  },
});
