import { noLoops } from '../../../src/rules/progress/no-loops.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';
import { dict } from '../../support/values.ts';

testRule(noLoops, {
  quiet: {
    'a file with them': lightning(),
    'a file from before there were any': lightning({
      'pytorch-lightning_version': '1.5.10',
      loops: undefined,
    }),
    'weights alone': lightning({ loops: undefined, optimizer_states: undefined }),
    'a file that cannot be loaded without them': lightning({
      'pytorch-lightning_version': '1.6.3',
      loops: undefined,
    }),
  },
  finds: {
    'a file that begins to count anew': {
      subject: lightning({ loops: undefined }),
      findings: [
        {
          severity: 'warning',
          message:
            'loops is missing: resuming takes the weights and the optimizer, and counts from epoch 0 and step 0 again instead of at epoch 1 and step 8',
          cure: /another checkpoint/,
        },
      ],
    },
    'the loop of fit gone': {
      subject: lightning({ loops: dict({}), epoch: undefined, global_step: undefined }),
      findings: [{ message: /^loops\.fit_loop is missing: .* step 0 again$/ }],
    },
  },
});
