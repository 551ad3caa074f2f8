import { lastEpoch } from '../../../src/rules/scheduler/last-epoch.ts';
import { testRule } from '../../support/rules.ts';
import { lightning, loop, stepLr } from '../../support/trained.ts';
import { dict, float, list } from '../../support/values.ts';

const at = (last: number) => stepLr([0.001], { last_epoch: last });
/** The keys of a loop that is known to count epochs. */
const experiment = (last: number) =>
  loop({ epoch: 10, best_acc: float(1), config: dict({ lr: 1 }), scheduler_state_dict: at(last) });

testRule(lastEpoch, {
  quiet: {
    'epochs of Lightning': lightning({ lr_schedulers: list(at(2)) }),
    'steps of Lightning': lightning({ lr_schedulers: list(at(8)) }),
    'one that lags': lightning({ lr_schedulers: list(at(0)) }),
    'an experiment before its step': experiment(10),
    'an experiment after its step': experiment(11),
    'one that counts batches': experiment(11 * 390),
    'a loop of which nobody knows what it counts': loop({ scheduler_state_dict: at(500) }),
  },
  finds: {
    'more than there were steps': {
      subject: lightning({ lr_schedulers: list(at(30)) }),
      findings: [
        {
          severity: 'warning',
          confidence: 'likely',
          path: 'lr_schedulers[0]',
          message:
            'StepLR is at 30, and training at epoch 1 and step 8: they were not saved together',
          cure: /another checkpoint/,
        },
      ],
    },
    'another epoch': {
      subject: experiment(20),
      findings: [{ path: 'scheduler_state_dict', data: { last: 20, epoch: 10 } }],
    },
  },
});
