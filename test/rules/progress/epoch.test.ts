import { epoch } from '../../../src/rules/progress/epoch.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';

testRule(epoch, {
  quiet: {
    'the same count': lightning(),
  },
  finds: {
    'another count': {
      subject: lightning({ epoch: 7 }),
      findings: [
        {
          severity: 'warning',
          path: 'epoch',
          data: { recorded: 7, counted: 1 },
          message: 'epoch says 7, and the loops have completed 1: resuming goes by the loops',
          cure: /ckpt\["epoch"\] = 1;/,
        },
      ],
    },
  },
});
