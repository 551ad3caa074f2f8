import { midEpoch } from '../../../src/rules/progress/mid-epoch.ts';
import { testRule } from '../../support/rules.ts';
import { fitLoop, lightning, tracked } from '../../support/trained.ts';
import { dict } from '../../support/values.ts';

const within = (batches: number) =>
  lightning({
    loops: dict({
      fit_loop: fitLoop({
        'epoch_loop.batch_progress': tracked(Array(4).fill(batches)),
        epoch_progress: tracked([2, 2, 1, 1]),
      }),
    }),
  });

testRule(midEpoch, {
  quiet: {
    'the end of an epoch': lightning(),
  },
  finds: {
    'a file from within an epoch': {
      subject: within(3),
      findings: [
        {
          severity: 'note',
          path: 'loops.fit_loop',
          message: /^written within epoch 1, after 3 batches of it: resuming goes on there/,
          cure: /ckpt ls/,
        },
      ],
    },
    'one batch': { subject: within(1), findings: [{ message: /after 1 batch of it/ }] },
  },
});
