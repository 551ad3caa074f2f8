import { impossibleCounters } from '../../../src/rules/progress/impossible-counters.ts';
import { testRule } from '../../support/rules.ts';
import { fitLoop, lightning, tracked } from '../../support/trained.ts';
import { dict } from '../../support/values.ts';

const looping = (more = {}) => lightning({ loops: dict({ fit_loop: fitLoop(more) }) });

testRule(impossibleCounters, {
  quiet: {
    'counters as they go': looping(),
    'counters that were filled in for an old file': looping({
      epoch_progress: tracked([0, 0, 0, 4]),
    }),
    'validation, which counts anew each time': looping({
      'epoch_loop.val_loop.batch_progress': tracked([2, 2, 2, 2], [4, 4, 4, 4]),
    }),
  },
  finds: {
    'more ended than begun': {
      subject: looping({ epoch_progress: tracked([2, 2, 2, 3]) }),
      findings: [
        {
          severity: 'warning',
          path: 'loops.fit_loop.epoch_progress.total',
          data: { count: 2 },
          message: /^counters that no training could have: /,
        },
      ],
    },
    'more since the beginning than in all': {
      subject: looping({ 'epoch_loop.scheduler_progress': tracked([2, 2], [3, 3]) }),
      findings: [{ path: 'loops.fit_loop.epoch_loop.scheduler_progress' }],
    },
  },
});
