import { groupCount } from '../../../src/rules/scheduler/group-count.ts';
import { testRule } from '../../support/rules.ts';
import { adam, lightning, loop, stepLr } from '../../support/trained.ts';
import { dict, list } from '../../support/values.ts';

const rates = (...lrs: number[]) => ({ scheduler_state_dict: stepLr(lrs) });

testRule(groupCount, {
  quiet: {
    'one each': loop(rates(0.001)),
    'a scheduler that keeps none': loop({ scheduler_state_dict: stepLr([]) }),
    'two schedulers, which may be chained': loop({
      schedulers: list(stepLr([1, 2]), stepLr([1, 2])),
    }),
  },
  finds: {
    'more than groups': {
      subject: loop(rates(0.001, 0.002)),
      findings: [
        {
          severity: 'warning',
          path: 'scheduler_state_dict',
          data: { groups: 1, rates: 2 },
          message: /^StepLR has 2 learning rates, and the optimizer 1 group: /,
          cure: /anew/,
          explains: [{ rule: 'scheduler/learning-rate', path: 'scheduler_state_dict' }],
        },
      ],
    },
    'a note where a callback adds groups': {
      subject: lightning({
        callbacks: dict({ BackboneFinetuning: dict({ previous_backbone_lr: 1 }) }),
        lr_schedulers: list(stepLr([0.001, 0.002])),
        optimizer_states: list(adam()),
      }),
      findings: [{ severity: 'note' }],
    },
  },
});
