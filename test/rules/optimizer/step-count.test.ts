import { stepCount } from '../../../src/rules/optimizer/step-count.ts';
import { testRule } from '../../support/rules.ts';
import { adam, fitLoop, lightning, loop, tracked } from '../../support/trained.ts';
import { dict, float, list } from '../../support/values.ts';

const scalars = new Map();
const PROGRESS = 'epoch_loop.automatic_optimization.optim_progress';
const after = (count: number, more = {}) =>
  lightning(
    {
      global_step: count,
      loops: dict({
        fit_loop: fitLoop({
          [PROGRESS]: dict({ optimizer: dict({ step: tracked([count, count]) }) }),
        }),
      }),
      ...more,
    },
    { scalars },
  );

testRule(stepCount, {
  quiet: {
    'as many as were counted': after(8),
    'two optimizers together': after(16, { optimizer_states: list(adam(), adam()) }),
    'steps that a loss scaler left out': after(12, {
      MixedPrecision: dict({ scale: float(65536) }),
    }),
    'a loop that may count batches': loop({ step: 4 }, { scalars }),
  },
  finds: {
    'more than were counted': {
      subject: after(5),
      findings: [
        {
          severity: 'warning',
          confidence: 'likely',
          path: 'optimizer_states[0]',
          message: /^the optimizer has made 8 steps, and training has counted 5/,
          cure: /another checkpoint/,
        },
      ],
    },
    'a note about fewer': {
      subject: after(40),
      findings: [{ severity: 'note', message: /8 of 40 steps: it was made anew on the way$/ }],
    },
  },
});
