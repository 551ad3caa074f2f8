import { number } from '../../model/units.ts';
import { rangeOf, stepOf } from '../optimizer-steps.ts';
import { defineRule } from '../rule.ts';

/** What counts optimizer steps, and not batches or anything else. */
const COUNTS_STEPS: ReadonlySet<string> = new Set(['lightning', 'nanogpt']);

export const stepCount = defineRule({
  id: 'optimizer/step-count',
  summary: 'Optimizers have made as many steps as training has counted',
  severity: 'warning',
  questions: ['resume'],
  needs: ['optimizers', 'scalars', 'training'],

  *find({ optimizers, scalars, training: { framework, progress, precision } }) {
    const { step: counted } = progress;
    if (counted === undefined || !COUNTS_STEPS.has(framework.id)) return;
    const made = optimizers.map(({ parameters }) => {
      const steps = parameters.flatMap((parameter) => stepOf(parameter, scalars) ?? []);
      return rangeOf(steps)?.most ?? 0;
    });
    const total = made.reduce((sum, steps) => sum + steps, 0);
    // One that keeps no count has made some too. nanoGPT saves before it counts.
    if (total === 0 || made.includes(0) || Math.abs(total - counted) <= 1) return;
    const isMore = total > counted;
    // A loss scaler leaves steps out.
    if (!isMore && precision.length > 0) return;
    yield {
      path: optimizers[0]?.path,
      severity: isMore ? 'warning' : 'note',
      confidence: 'likely',
      data: { made: total, counted, isMore },
    };
  },

  message: ({ made, counted, isMore }) =>
    isMore
      ? `the optimizer has made ${number(made)} steps, and training has counted ${number(counted)}: they are of two checkpoints, or steps went uncounted`
      : `the optimizer has made ${number(made)} of ${number(counted)} steps: it was made anew on the way`,
  cure: ({ isMore }) => (isMore ? 'resume from another checkpoint of the run' : undefined),
});
