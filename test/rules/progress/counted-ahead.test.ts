import { countedAhead } from '../../../src/rules/progress/counted-ahead.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';

testRule(countedAhead, {
  quiet: {
    'a file since 1.6': lightning(),
    'an old file that has no epoch': lightning({
      'pytorch-lightning_version': '1.5.10',
      epoch: undefined,
    }),
  },
  finds: {
    'a file from before': {
      subject: lightning({ 'pytorch-lightning_version': '1.5.10', epoch: 4, loops: undefined }),
      findings: [
        {
          severity: 'note',
          path: 'epoch',
          data: { recorded: 4, epoch: 3 },
          message: /^epoch 4 counts the epochs that were finished, .*: the last was 3/,
        },
      ],
    },
  },
});
